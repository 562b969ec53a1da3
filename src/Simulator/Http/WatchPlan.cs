using System.Security.Cryptography;
using Loadline.Simulator.Selectors;

namespace Loadline.Simulator.Http;

/// <summary>What a watch request asks for, validated.</summary>
internal sealed record WatchPlan(Selection Selection, long StartAt, bool SendInitial, bool EndInitialWithBookmark, bool Bookmarks, TimeSpan Timeout)
{
    /// <exception cref="ApiException">400, 422 or 504, as kube-apiserver answers such options.</exception>
    public static WatchPlan From(ApiCall call, ServerContext server)
    {
        var version = call.Option("resourceVersion");
        var requested = ResourceVersionOption.Parse(version);
        var streamingList = Validate(call, server);
        if (streamingList && requested > server.Store.ResourceVersion)
        {
            throw ApiException.ResourceVersionTooLarge(requested, server.Store.ResourceVersion);
        }
        var legacyInitial = requested == 0 && call.Option("sendInitialEvents").Length == 0;
        var fromNow = requested == 0 && !legacyInitial && !streamingList;
        return new WatchPlan(
            Selection.From(call),
            fromNow ? server.Store.ResourceVersion : requested,
            legacyInitial || streamingList,
            streamingList,
            call.Flag("allowWatchBookmarks") && call.Fault is not { WithoutBookmarks: true },
            TimeoutOf(call));
    }

    private static bool Validate(ApiCall call, ServerContext server)
    {
        var (asked, match) = (call.Option("sendInitialEvents"), call.Option("resourceVersionMatch"));
        if (asked.Length == 0)
        {
            if (match.Length > 0)
            {
                throw ApiException.InvalidListOptions(
                    "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            }
            return false;
        }
        if (!server.Options.WatchList)
        {
            throw ApiException.InvalidListOptions(
                "sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        }
        if (match != "NotOlderThan")
        {
            throw ApiException.InvalidListOptions(
                "resourceVersionMatch", "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        return call.Flag("sendInitialEvents");
    }

    // Without a wish of the client kube-apiserver ends a watch after 30 to 60 minutes, spread so that not all reconnect at once.
    private static TimeSpan TimeoutOf(ApiCall call) =>
        TimeSpan.FromSeconds(call.Number("timeoutSeconds") is { } seconds and > 0 ? seconds : RandomNumberGenerator.GetInt32(1800, 3600));
}
