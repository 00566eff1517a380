namespace Orleans.Configuration
{
    /// <summary>When idle activations are collected.</summary>
    public class GrainCollectionOptions
    {
        /// <summary>
        /// How often idle activations are looked for. Default one minute. A shorter one frees memory earlier.
        /// </summary>
        public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

        /// <summary>
        /// How long an activation stays without a call. Default 15 minutes. Longer costs memory, shorter costs reads.
        /// </summary>
        public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

        /// <summary>
        /// How long an activation may take before its cancellation token is cancelled. Default 30 seconds.
        /// </summary>
        public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>How long an activation may take to end before it is abandoned. Default 30 seconds.</summary>
        public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>How calls are carried.</summary>
    public abstract class MessagingOptions
    {
        /// <summary>
        /// How long a caller waits for the answer before it gets a <see cref="TimeoutException"/>. Default 30 seconds.
        /// The call itself goes on. It is never cut short, and at most a twentieth of it or one second late.
        /// </summary>
        public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>How calls are carried inside this process.</summary>
    public class SiloMessagingOptions : MessagingOptions;
}

namespace Orleans.Hosting
{
    /// <summary>How reminders are kept.</summary>
    public sealed class ReminderOptions
    {
        /// <summary>
        /// The shortest period that a reminder may have. Default one minute: reminders are for rare things.
        /// </summary>
        public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
    }
}
