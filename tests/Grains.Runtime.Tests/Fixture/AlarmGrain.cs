using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests.Fixture;

[Alias("test.alarm")]
internal interface IAlarmGrain : IGrainWithStringKey
{
    Task Remind(string name, TimeSpan due, TimeSpan period);

    Task<bool> Forget(string name);

    Task ForgetTwice(string name);

    Task ForgetAfterChange(string name);

    Task<int> Count();

    Task Leave();
}

internal sealed class AlarmGrain(Journal journal) : Grain, IAlarmGrain, IRemindable
{
    public Task Remind(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> Forget(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task ForgetTwice(string name)
    {
        var reminder = await this.GetReminder(name);
        await this.UnregisterReminder(reminder!);
        await this.UnregisterReminder(reminder!);
    }

    public async Task ForgetAfterChange(string name)
    {
        var reminder = await this.GetReminder(name);
        await Remind(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await this.UnregisterReminder(reminder!);
    }

    public async Task<int> Count() => (await this.GetReminders()).Count;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        journal.Write($"{reminderName} at {status.CurrentTickTime:HH:mm}");
        return Task.CompletedTask;
    }
}
