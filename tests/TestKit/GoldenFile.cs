using System.Runtime.CompilerServices;

namespace Kwala.TestKit;

/// <summary>
/// A shape as it was once stored or sent, kept beside its test in the folder Golden. It has to be readable for as long
/// as anybody has something of it, so a golden file never changes: another shape gets another version.
/// </summary>
public static class GoldenFile
{
    /// <summary>The environment variable that, set to 1, lets golden files be written that do not exist yet.</summary>
    public const string Write = "KWALA_UPDATE_SNAPSHOTS";

    /// <summary>Whether it is set.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable(Write) == "1";

    /// <summary>
    /// The content of the golden file. Where it does not exist and the variable is set, it is written first: an
    /// existing one is never written over.
    /// </summary>
    /// <param name="name">Its name, with the version of the shape.</param>
    /// <param name="today">What today's code writes.</param>
    /// <param name="test">The test's own file; left to the compiler.</param>
    public static string Read(string name, string today, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "Golden", name);
        if (!File.Exists(path) && IsWriting)
            File.WriteAllText(path, today + "\n");
        return File.Exists(path)
            ? File.ReadAllText(path).TrimEnd('\n')
            : throw new FileNotFoundException(
                $"There is no golden file {name}. For a new version of a shape run this test with {Write}=1 and commit "
                + "the file.");
    }

    /// <summary>What to do where <see cref="Read"/> gives something else than today's code writes.</summary>
    public static string Advice(string name) =>
        $"Today's code writes another shape than {name}. What is stored out there has that shape: raise the version, "
        + "add the upgrade, keep the golden file.";
}
