using System.CommandLine;
using Loadline.E2E.Harness;

namespace Loadline.Bench;

/// <summary>The servers verb: real API servers that stay until Ctrl+C, for runs that should not pay for their start.</summary>
internal static class ServersCommand
{
    public static Command Create()
    {
        var members = new Option<int>("--members") { Description = "Members beside the hub", DefaultValueFactory = _ => 3 };
        var command = new Command("servers", "Starts a hub and members, prints how to reach them, and waits for Ctrl+C") { members };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(members), Console.Out, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int members, TextWriter output, CancellationToken cancellationToken)
    {
        var (assets, reason) = RealServers.FindAssets();
        if (assets is null)
        {
            await output.WriteLineAsync(reason);
            return 1;
        }

        var token = RealControlPlane.NewToken();
        string[] names = ["hub", .. Enumerable.Range(1, members).Select(i => $"member-{i}")];
        var planes = await Task.WhenAll(names.Select(name => RealControlPlane.StartAsync(name, assets, cancellationToken, token)));
        try
        {
            foreach (var plane in planes)
                await output.WriteLineAsync($"# {plane.Name}: {await plane.WriteKubeconfigAsync()}");
            var urls = planes.Select(plane => plane.Endpoint.GetLeftPart(UriPartial.Authority)).ToArray();
            await output.WriteLineAsync($"export LOADLINE_TOKEN={token}");
            await output.WriteLineAsync(
                $"dotnet run -c Release --project bench -- propagate --hub {urls[0]} --members {string.Join(',', urls[1..])} --rate 5 --count 100");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how this verb ends.
        }
        finally
        {
            foreach (var plane in planes)
                await plane.DisposeAsync();
        }

        return 0;
    }
}
