using System.CommandLine;
using Loadline.Bench;
using Loadline.Bench.Propagate;

var root = new RootCommand("Measures Loadline against real API servers. One verb per question.")
{
    PropagateCommand.Create(),
    ServersCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
