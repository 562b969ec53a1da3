using System.CommandLine;
using Loadline.Bench.Propagate;

var root = new RootCommand("Measures Loadline against real API servers. One verb per question.")
{
    PropagateCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
