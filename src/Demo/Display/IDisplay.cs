using Loadline.Demo.View;

namespace Loadline.Demo.Display;

/// <summary>Shows the fleet while the demo runs.</summary>
internal interface IDisplay
{
    /// <summary>Shows what the view gives, until cancelled.</summary>
    Task RunAsync(Func<HubView> view, CancellationToken ct);

    /// <summary>Reports that something happened.</summary>
    void Say(string text);
}
