using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Loadline.Bench.Runtime;

/// <summary>
/// The informers verb: what it costs one process to follow many members. Servers and clients run in processes of their own, the clients with the operator's
/// own settings of the collector, so that the memory that is printed is theirs alone.
/// </summary>
internal static class InformersCommand
{
    private const string ServerRole = "informers-server";
    private const string ClientRole = "informers-client";

    public static Command Create()
    {
        var (members, kinds, objects) = Options();
        var command = new Command("informers", "Memory, time to sync, idle CPU and isolation of watches on many simulated members") { members, kinds, objects };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(members), parsed.GetValue(kinds), parsed.GetValue(objects), Console.Out, ct));
        return command;
    }

    public static IEnumerable<Command> Roles()
    {
        var (members, kinds, objects) = Options();
        var server = new Command(ServerRole) { members, kinds, objects };
        server.Hidden = true;
        server.SetAction((parsed, ct) => InformersServer.RunAsync(parsed.GetValue(members), parsed.GetValue(kinds), parsed.GetValue(objects), ct));
        var client = new Command(ClientRole) { members, kinds, objects };
        client.Hidden = true;
        client.SetAction((parsed, ct) => InformersClient.RunAsync(parsed.GetValue(members), parsed.GetValue(kinds), parsed.GetValue(objects), Console.Out, ct));
        return [server, client];
    }

    private static (Option<int> Members, Option<int> Kinds, Option<int> Objects) Options() =>
    (
        new("--members") { Description = "Members", DefaultValueFactory = _ => 1000 },
        new("--kinds") { Description = "Watched kinds per member, 1 to 3", DefaultValueFactory = _ => 3 },
        new("--objects") { Description = "Objects per kind and member", DefaultValueFactory = _ => 100 });

    private static async Task<int> RunAsync(int members, int kinds, int objects, TextWriter output, CancellationToken cancellationToken)
    {
        string[] size = ["--members", Text(members), "--kinds", Text(kinds), "--objects", Text(objects)];
        using var server = Start(ServerRole, size);
        using var client = Start(ClientRole, size, ("DOTNET_GCGen0MaxBudget", "200000"), ("DOTNET_GCConserveMemory", "5"), ("DOTNET_TieredPGO", "0"));
        try
        {
            // What the server says goes to the client, what the client asks for to the server; the client's report goes to the user.
            var toClient = PumpAsync(server.StandardOutput, client.StandardInput, cancellationToken);
            while (await client.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith('>'))
                {
                    await server.StandardInput.WriteLineAsync(line[1..]);
                    await server.StandardInput.FlushAsync(cancellationToken);
                }
                else
                {
                    await output.WriteLineAsync(line);
                }
            }

            await client.WaitForExitAsync(cancellationToken);
            server.StandardInput.Close();
            await server.WaitForExitAsync(cancellationToken);
            await toClient;
            return client.ExitCode;
        }
        finally
        {
            if (!server.HasExited) server.Kill();
            if (!client.HasExited) client.Kill();
        }
    }

    private static async Task PumpAsync(StreamReader from, StreamWriter to, CancellationToken cancellationToken)
    {
        try
        {
            while (await from.ReadLineAsync(cancellationToken) is { } line)
            {
                await to.WriteLineAsync(line);
                await to.FlushAsync(cancellationToken);
            }
        }
        catch (IOException)
        {
            // The client is done and reads no more.
        }
    }

    private static Process Start(string role, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(InformersCommand).Assembly.Location);
        start.ArgumentList.Add(role);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
