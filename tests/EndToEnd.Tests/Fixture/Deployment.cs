using System.Globalization;
using System.Text.Json;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>A deployment's configuration and folder, so that the same one can be stopped and started again.</summary>
internal sealed class Deployment : IDisposable
{
    public const string ApiKey = "end-to-end-operator-key-0123456789abcdef";

    public const string BackendKey = "end-to-end-backend-key-0123456789abcdef0";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kwala-e2e-");

    public Deployment(Uri node, string workflow)
    {
        _folder.CreateSubdirectory("workflows");
        WithWorkflow("workflow.yaml", workflow);
        Settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Kwala:Sqlite:Path"] = Path.Combine(_folder.FullName, "kwala.db"),
            ["Kwala:Workflows:Folder"] = WorkflowFile(""),
            ["Kwala:Chains:0:Name"] = "local",
            ["Kwala:Chains:0:Id"] = "eip155:31337",
            ["Kwala:Chains:0:Rpc:0"] = node.ToString(),
            ["Kwala:Chains:0:PollInterval"] = "00:00:00.050",
            ["Kwala:Grains:FromBlock:local"] = "0",
            ["Kwala:Grains:DueInterval"] = "00:00:00.200",
            ["Kwala:Web:Keys:0:Name"] = "tests",
            ["Kwala:Web:Keys:0:Role"] = "operator",
            ["Kwala:Web:Keys:0:Sha256"] = Sha256(ApiKey),
            ["Kwala:Web:Keys:1:Name"] = "backend",
            ["Kwala:Web:Keys:1:Role"] = "backend",
            ["Kwala:Web:Keys:1:Sha256"] = Sha256(BackendKey),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        };
    }

    public Dictionary<string, string?> Settings { get; }

    public string Store => Settings["Kwala:Sqlite:Path"]!;

    /// <summary>Writes this text into a file of the workflow folder, whose running Kwala takes it up.</summary>
    public Deployment WithWorkflow(string file, string text)
    {
        File.WriteAllText(WorkflowFile(file), text);
        return this;
    }

    /// <summary>Sends what wallets are told over the webhook to this URL.</summary>
    public Deployment WithWebhook(Uri url)
    {
        Settings["Kwala:Channels:Webhook:Secrets:0"] = "whsec_" + Convert.ToBase64String(new byte[32]);
        Settings["Kwala:Channels:Webhook:Url"] = url.ToString();
        Settings["Kwala:Grains:RetryFirst"] = "00:00:00.200";
        Settings["Kwala:Grains:RetryLongest"] = "00:00:01";
        return this;
    }

    /// <summary>Keeps everything in this database instead of a file.</summary>
    public Deployment WithPostgres(string connectionString)
    {
        Settings.Remove("Kwala:Sqlite:Path");
        Settings["Kwala:Postgres:ConnectionString"] = connectionString;
        return this;
    }

    /// <summary>Keeps everything under this name in this account of Azure Storage instead of a file.</summary>
    public Deployment WithAzure(string connectionString, string name)
    {
        Settings.Remove("Kwala:Sqlite:Path");
        Settings["Kwala:Azure:ConnectionString"] = connectionString;
        Settings["Kwala:Azure:Name"] = name;
        return this;
    }

    /// <summary>The settings as a file for the command line.</summary>
    public string ConfigurationFile()
    {
        var path = Path.Combine(_folder.FullName, "kwala.json");
        File.WriteAllText(path, JsonSerializer.Serialize(Settings));
        return path;
    }

    /// <summary>Sends mail through this server, which is trusted by its certificate.</summary>
    public Deployment WithMail(SmtpTestServer mail)
    {
        var certificate = Path.Combine(_folder.FullName, "smtp.pem");
        File.WriteAllText(certificate, mail.CertificatePem);
        Settings["Kwala:Channels:Email:Host"] = "localhost";
        Settings["Kwala:Channels:Email:Port"] = mail.Port.ToString(CultureInfo.InvariantCulture);
        Settings["Kwala:Channels:Email:User"] = SmtpTestServer.User;
        Settings["Kwala:Channels:Email:Password"] = SmtpTestServer.Password;
        Settings["Kwala:Channels:Email:TrustedCertificatesFile"] = certificate;
        Settings["Kwala:Channels:Email:From"] = "Kwala <kwala@example.org>";
        return this;
    }

    /// <summary>Speaks through this bot of this Bot API, and polls it for owners who press Start.</summary>
    public Deployment WithTelegram(TelegramTestServer telegram, string botToken, string botName)
    {
        Settings["Kwala:Channels:Telegram:BotToken"] = botToken;
        Settings["Kwala:Channels:Telegram:BotName"] = botName;
        Settings["Kwala:Channels:Telegram:BaseUrl"] = telegram.Url.ToString();
        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string WorkflowFile(string name) => Path.Combine(_folder.FullName, "workflows", name);

    private static string Sha256(string key) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));

    /// <summary>A workflow over health factors that tells the webhook, with the thresholds of the samples.</summary>
    public static string HealthFactorWorkflow(
        string lane = "critical", int confirmations = 0, string name = "liquidation-risk") =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            workflow: {{name}}
            lane: {{lane}}
            trigger:
              chain: local
              contract: any
              event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
              confirmations: {{confirmations}}
            wallet: user
            value: healthFactor / 1e18
            alert: below
            tiers: { conservative: 1.50, standard: 1.30, aggressive: 1.10 }
            rearm: 5%
            default-tier: standard
            actions:
              default: { channels: [webhook], urgency: urgent, template: liquidation-urgent }
            """);
}
