using System.CommandLine;
using Loadline.Bench;
using Loadline.Bench.Placement;
using Loadline.Bench.Propagate;

var root = new RootCommand("Measures Loadline against real API servers. One verb per question.")
{
    PlaceCommand.Create(),
    PropagateCommand.Create(),
    ServersCommand.Create(),
    VectorsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
