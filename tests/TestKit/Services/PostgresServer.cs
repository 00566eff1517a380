using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kwala.TestKit.Services;

/// <summary>
/// A PostgreSQL server of the tests: a cluster of its own in a temporary folder, on a free loopback port, without
/// waiting for the disk. It ends when its standard input closes, which happens however this process dies.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // The programs refuse to run as root: there they run as the user that the package made.
    private const string Script =
        """
        set -e
        bin=$1 port=$2
        dir=$(mktemp -d /tmp/kwala-postgres-XXXXXX)
        trap '"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
        "$bin/initdb" -D "$dir/data" -A trust -U kwala -E UTF8 --locale=C --no-sync >/dev/null
        "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" start -o \
            "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c fsync=off -c max_connections=300" \
            >/dev/null || { cat "$dir/log" >&2; exit 1; }
        echo ready
        while read -r _; do
            "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -m immediate restart >/dev/null
            echo ready
        done
        """;

    private static readonly Lazy<Task<PostgresServer>> One = new(Start);

    // Whoever lets go of the process closes its standard input.
    private readonly Process _process;
    private readonly int _port;

    private PostgresServer(Process process, int port) => (_process, _port) = (process, port);

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? MissingReason => Folder is null
        ? "PostgreSQL is not installed (apt-get install postgresql)."
        : null;

    /// <summary>The one that all tests of this process share.</summary>
    public static Task<PostgresServer> Shared => One.Value;

    /// <summary>How to reach it, as its owner.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=kwala;Database=postgres");

    // Debian keeps the programs of each version apart, and initdb off the path.
    private static string? Folder { get; } = Folders().FirstOrDefault(
        folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));

    private static IEnumerable<string> Folders() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(version => version, StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));

    /// <summary>
    /// Goes down at once, as a machine that loses its power, and comes back with what was committed. Only for a server
    /// that the test started for itself.
    /// </summary>
    public async Task Restart()
    {
        await _process.StandardInput.WriteLineAsync("restart");
        await _process.StandardInput.FlushAsync();
        await IsReady();
    }

    /// <summary>It ends, and its folder with it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>One for this test alone.</summary>
    public static async Task<PostgresServer> Start()
    {
        var port = FreePort();
        string[] shell = ["sh", "-c", Script, "sh", Folder!, port.ToString(CultureInfo.InvariantCulture)];
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. shell] : shell;
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var server = new PostgresServer(process, port);
        await server.IsReady();
        return server;
    }

    private async Task IsReady()
    {
        if (await _process.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException("PostgreSQL did not start; stderr says why.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
