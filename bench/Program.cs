using System.CommandLine;
using Loadline.Bench;
using Loadline.Bench.Map;
using Loadline.Bench.Propagate;

var root = new RootCommand("Measures Loadline against real API servers. One verb per question.")
{
    ExploreCommand.Create(),
    MapCommand.Create(),
    PropagateCommand.Create(),
    ServersCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
