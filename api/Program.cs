return await ActiveLabel.Api.CommandLine.Commands.RunAsync(args);
