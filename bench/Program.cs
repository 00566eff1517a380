using Kwala.Bench;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
return await BenchCommand.Run(args, Console.Out, Console.Error, stopping.Token);
