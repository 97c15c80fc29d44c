using Tidemark.Cli.Commands;

return await RootCommandLine.RunAsync(args);
