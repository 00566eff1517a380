using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kwala.TestKit;

namespace Kwala.Grains.Tests.Wire;

/// <summary>
/// What silos wrote to each other, one file per shape and version: <c>NAME.v1.hex</c>, <c>NAME.v2.hex</c>. While silos
/// are replaced one after the other those of the version before still write its shapes.
/// </summary>
internal static class WireGolden
{
    private static readonly string Folder = FolderBeside();

    /// <summary>The files of a shape, the oldest first.</summary>
    public static ImmutableArray<string> Files(string name) =>
        [.. Enumerable.Range(1, 1000).Select(version => File(name, version)).TakeWhile(Exists)];

    /// <summary>The content of a file.</summary>
    public static string Read(string file) => GoldenFile.Read(file, "");

    /// <summary>
    /// The newest file of a shape. Where it is not what today's code writes, and the variable of
    /// <see cref="GoldenFile"/> is set, that is written as a version more.
    /// </summary>
    public static string Newest(string name, string today)
    {
        var files = Files(name);
        if (files is [.., var newest] && (Read(newest) == today || !GoldenFile.IsWriting))
            return Read(newest);
        return GoldenFile.Read(File(name, files.Length + 1), today);
    }

    /// <summary>What to do where there is none, or where it is not what today's code writes.</summary>
    public static string Advice(string name) =>
        $"What crosses between silos as {name} is not written as its newest file in Wire/Golden says. Silos of the version "
        + "before understand it only where members were added under new numbers. If so, run the tests of Wire.Cluster with "
        + $"-p:OrleansRuntime=Cluster and {GoldenFile.Write}=1, and commit the file of the next version beside the others.";

    private static string File(string name, int version) => $"{name}.v{version}.hex";

    private static bool Exists(string file) => System.IO.File.Exists(Path.Combine(Folder, file));

    private static string FolderBeside([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
