using System.Globalization;
using Loadline.Crds;
using Loadline.Demo.Fleet;
using Loadline.Demo.View;
using Spectre.Console;

namespace Loadline.Demo.Display;

/// <summary>The fleet as a table.</summary>
internal static class FleetTable
{
    public static Table Create(HubView view, TableBorder border)
    {
        var table = new Table { Border = border, Expand = true };
        table.AddColumns(Column("member"), Column("place"), Column("state"), Column("RTT").RightAligned(), Column("load").RightAligned(), Column("share").RightAligned(),
            Column("ready/desired").RightAligned(), new TableColumn("why"));
        foreach (var member in view.Members)
        {
            table.AddRow(
                new Text(member.Name),
                new Text(Place(member)),
                new Text(member.State, StyleOf(member.State)),
                new Text(Number(member.RttMs, "0.0", " ms")),
                new Text(Number(member.LoadPercent, "0", " %")),
                new Text(Number(member.SharePercent, "0.0", " %")),
                new Text(Replicas(member), member.Desired is { } desired && member.Ready < desired ? Color.Yellow : Style.Plain),
                new Text(member.Why));
        }

        foreach (var line in view.Bindings) table.Caption = new(string.Join("   ", view.Bindings));
        return table;
    }

    /// <summary>The fleet in one line.</summary>
    public static string Line(HubView view) => string.Join("  ", view.Members.Select(static m =>
        $"{m.Name} {Replicas(m)} {Number(m.RttMs, "0", "ms")} {Number(m.LoadPercent, "0", "%")}{(m.State == ClusterHealthStates.Ready ? "" : " " + m.State)}"));

    private static TableColumn Column(string header) => new TableColumn(header).NoWrap();

    private static string Place(MemberView member) =>
        RegionCatalog.All.FirstOrDefault(r => r.Member == member.Name) is { } region ? region.City : member.Region;

    private static string Replicas(MemberView member) =>
        member.Desired is { } desired ? string.Create(CultureInfo.InvariantCulture, $"{member.Ready}/{desired}") : "-";

    private static string Number(double? value, string format, string unit) => value is { } v ? v.ToString(format, CultureInfo.InvariantCulture) + unit : "-";

    private static Style StyleOf(string state) => state switch
    {
        ClusterHealthStates.Ready => Color.Green,
        ClusterHealthStates.Suspect => Color.Yellow,
        ClusterHealthStates.NotReady or ClusterHealthStates.Unreachable => Color.Red,
        _ => Style.Plain,
    };
}
