using Loadline.Demo;

return await DemoCommand.Create(static (options, ct) => new DemoRun(options, TimeProvider.System).RunAsync(ct))
    .Parse(args)
    .InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
