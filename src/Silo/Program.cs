using System.CommandLine;
using Kwala.Silo.Commands;

StandardOutput.Use();
var kwala = new RootCommand(
    "Kwala: personalised DeFi notifications. One grain per wallet decides what its owner is told.")
{
    RunCommand.Create(),
    CheckCommand.Create(),
    BacktestCommand.Create(),
    RolloutCommand.Create(),
    SegmentsCommand.Create(),
    DemoCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    MigrateCommand.Create(),
};

return await CommandLine.Invoke(kwala, args);
