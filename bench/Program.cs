using System.CommandLine;
using Loadline.Bench;
using Loadline.Bench.Map;
using Loadline.Bench.Placement;
using Loadline.Bench.Propagate;
using Loadline.Bench.Runtime;
using Loadline.Bench.Weights;

var root = new RootCommand("Measures Loadline, alone and against real API servers. One verb per question.")
{
    ExploreCommand.Create(),
    MapCommand.Create(),
    PropagateCommand.Create(),
    ServersCommand.Create(),
    QueueCommand.Create(),
    WatchCommand.Create(),
    InformersCommand.Create(),
    VectorsCommand.Create(),
    PlaceCommand.Create(),
    WeightsCommand.Create(),
};
foreach (var role in InformersCommand.Roles()) root.Add(role);
return await root.Parse(args).InvokeAsync();
