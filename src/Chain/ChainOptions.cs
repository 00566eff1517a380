using Kwala.Chain.Prices;

namespace Kwala.Chain;

/// <summary>All chains that a deployment follows.</summary>
public sealed class ChainsOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Chains";

    /// <summary>One entry per chain; names and ids must differ.</summary>
    public IList<ChainOptions> Chains { get; } = [];
}

/// <summary>One chain, how it is reached and how hard its nodes may be asked.</summary>
public sealed class ChainOptions
{
    /// <summary>What workflows write in "chain:", such as "mainnet".</summary>
    public string Name { get; set; } = "";

    /// <summary>The CAIP-2 id, such as "eip155:1". Every endpoint is checked against it.</summary>
    public string Id { get; set; } = "";

    /// <summary>
    /// HTTP(S) URLs of JSON-RPC nodes, best first. Where one fails the next is asked, and kept until it fails itself.
    /// A key in a URL is a secret: give it by environment or secret file. Only the host is ever logged.
    /// </summary>
    public IList<string> Rpc { get; } = [];

    /// <summary>How long one attempt of one request may take. Longer helps slow nodes, and delays fail-over.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a broken connection, a 429 or a 5xx is tried again at the same endpoint before the next is asked.
    /// Time-outs do not count: they are answered by asking for less.
    /// </summary>
    public int Retries { get; set; } = 2;

    /// <summary>
    /// The largest answer read, in bytes after decompression. It is held in memory once; a larger answer makes the
    /// asked range smaller.
    /// </summary>
    public int AnswerBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The most blocks in one eth_getLogs while catching up. The range adapts below this by itself; set it where a
    /// node is known to allow less, to save the refused first attempts.
    /// </summary>
    public long RangeBlocksMax { get; set; } = 10_000;

    /// <summary>The most blocks in one batch near the head, where each block is asked by its hash.</summary>
    public int FollowBlocksMax { get; set; } = 32;

    /// <summary>
    /// Blocks this close to the newest one are live and may notify. Older ones notify while the valid-for of their
    /// workflow lasts and else only build state. More means that alerts survive a longer outage, and that more old
    /// ones are sent after it. 64 blocks are 13 minutes on mainnet.
    /// </summary>
    public long LiveBlocks { get; set; } = 64;

    /// <summary>How long to wait at the head before asking for the next block: a fraction of the block time.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether answers at the head are proved against each block's logsBloom. Switch it off only for chains that do not
    /// keep it; then a node that answers before it has indexed a block loses that block's events.
    /// </summary>
    public bool VerifyBloom { get; set; } = true;

    /// <summary>
    /// Whether, while catching up, the next range is asked before the last one is processed. Costs the memory of one
    /// more answer.
    /// </summary>
    public bool ReadAhead { get; set; } = true;

    /// <summary>Where the prices of assets are read, one entry per asset.</summary>
    public IList<PriceFeedOptions> Prices { get; } = [];

    /// <summary>The key under which it was configured, for whoever has to mend it; null where code did.</summary>
    internal string? Place { get; init; }
}
