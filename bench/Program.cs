using System.CommandLine;
using Loadline.Bench;
using Loadline.Bench.Propagate;
using Loadline.Bench.Runtime;

var root = new RootCommand("Measures Loadline against real API servers. One verb per question.")
{
    PropagateCommand.Create(),
    ServersCommand.Create(),
    QueueCommand.Create(),
    WatchCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
