using System.CommandLine;
using ActiveLabel.Inference.Serving;
using ActiveLabel.Inference.Training;

var command = new RootCommand("ActiveLabel's inference process: trains models and serves their predictions.")
{
    ServeCommand.Create(),
    TrainCommand.Create(),
};
return await command.Parse(args).InvokeAsync();
