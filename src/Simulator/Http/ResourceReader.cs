using System.Text;
using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>GET of one object and of lists.</summary>
internal sealed class ResourceReader(ServerContext server)
{
    public Task GetAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        // "" and any version of the past mean not older than that, which the store always is.
        var requested = ResourceVersionOption.Parse(call.Option("resourceVersion"));
        if (requested > server.Store.ResourceVersion) throw ApiException.ResourceVersionTooLarge(requested, server.Store.ResourceVersion);
        var stored = server.Store.Find(call.Resource.Storage, call.Key) ?? throw ApiException.NotFound(call.Resource.Id, call.Name);
        return JsonResponse.WriteAsync(call.Http, 200, ObjectRenderer.For(server, call, form).One(stored));
    }

    public async Task ListAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var query = Selection.From(call);
        var page = ListPage.Read(server.Store, call, query);
        var renderer = ObjectRenderer.For(server, call, form);
        if (!renderer.IsPlain)
        {
            await JsonResponse.WriteAsync(call.Http, 200, renderer.List(page.Items, page.Metadata));
            return;
        }

        // Built-in kinds leave kind and apiVersion out of list items, custom resources do not.
        var response = call.Http.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache, private";
        var body = response.BodyWriter;
        var header = new JsonObject { ["kind"] = call.Resource.ListKind, ["apiVersion"] = call.Resource.ApiVersion, ["metadata"] = page.Metadata }.ToUtf8();
        Write(header.AsSpan(0, header.Length - 1));
        Write(",\"items\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0) Write(","u8);
            var item = page.Items[i];
            if (call.Resource.IsCustom || !Conversion.IsStoredForm(call.Resource, item))
            {
                Write(Conversion.Serve(call.Resource, item).Span);
            }
            else
            {
                Write("{"u8);
                Write(item.Json.AsSpan(item.TypePrefix));
            }
            // Flushing as we go keeps the buffer of a large list small.
            if (body.UnflushedBytes > 64 << 10) await body.FlushAsync(call.Cancelled);
        }
        Write("]}\n"u8);
        await body.FlushAsync(call.Cancelled);

        void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(body.GetSpan(bytes.Length));
            body.Advance(bytes.Length);
        }
    }

    /// <summary>One page of a list, with the list's metadata.</summary>
    private sealed record ListPage(IReadOnlyList<StoredObject> Items, JsonObject Metadata)
    {
        // Version of a token that goes on at the present, whatever came between.
        private const long Inconsistent = -1;

        private const string ExpiredToken = "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
            + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided "
            + "token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned "
            + "and now may show up in the list.";

        public static ListPage Read(ObjectStore store, ApiCall call, Selection selection)
        {
            // At version 0 the watch cache answers, and it knows no pages.
            var fromCache = call.Option("resourceVersion") == "0" && call.Option("continue").Length == 0;
            var limit = !fromCache && call.Number("limit") is { } asked and > 0 ? asked : int.MaxValue;
            var (snapshot, after) = Start(store, call);
            var items = new List<StoredObject>();
            var more = false;
            foreach (var candidate in snapshot.Range(call.Namespace, after))
            {
                if (!selection.Matches(candidate)) continue;
                if (items.Count == limit)
                {
                    more = true;
                    break;
                }
                items.Add(candidate);
            }
            var metadata = new JsonObject { ["resourceVersion"] = snapshot.ResourceVersion.Invariant() };
            if (more)
            {
                metadata["continue"] = ContinueToken(snapshot.ResourceVersion, items[^1].Key);
                // The remainder is only known where no selector filters it, as in a real server.
                if (selection.IsEverything) metadata["remainingItemCount"] = snapshot.Range(call.Namespace, items[^1].Key).Count();
            }
            return new ListPage(items, metadata);
        }

        private static (StoreSnapshot Snapshot, ObjectKey? After) Start(ObjectStore store, ApiCall call)
        {
            var (version, match, token) = (call.Option("resourceVersion"), call.Option("resourceVersionMatch"), call.Option("continue"));
            if (token.Length > 0)
            {
                if (match.Length > 0)
                {
                    throw ApiException.InvalidListOptions("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden when continue is provided");
                }
                if (version is not ("" or "0")) throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
                var (at, key) = ParseToken(token);
                if (at == Inconsistent) return (store.Snapshot(call.Resource.Storage), key);
                return (At(store, call, at, ExpiredToken, ContinueToken(Inconsistent, key)), key);
            }
            if (match.Length > 0 && version.Length == 0)
            {
                throw ApiException.InvalidListOptions("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            if (match is not ("" or "Exact" or "NotOlderThan"))
            {
                throw ApiException.InvalidOptions(
                    "ListOptions",
                    "resourceVersionMatch",
                    "FieldValueNotSupported",
                    $"Unsupported value: \"{match}\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
            }
            var requested = ResourceVersionOption.Parse(version);
            if (requested > store.ResourceVersion) throw ApiException.ResourceVersionTooLarge(requested, store.ResourceVersion);
            if (match != "Exact") return (version.Length > 0 && call.Fault is { Behind: > 0 and var behind } ? Behind(store, call, requested, behind) : store.Snapshot(call.Resource.Storage), null);
            if (requested == 0) throw ApiException.InvalidListOptions("resourceVersionMatch", "Forbidden: resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
            return (At(store, call, requested, "The resourceVersion for the provided list is too old."), null);
        }

        // A cache that lags shows the past, but never what is older than was asked for.
        private static StoreSnapshot Behind(ObjectStore store, ApiCall call, long requested, int revisions)
        {
            try
            {
                return store.SnapshotAt(call.Resource.Storage, Math.Max(Math.Max(requested, 1), store.ResourceVersion - revisions));
            }
            catch (ResourceExpiredException)
            {
                return store.Snapshot(call.Resource.Storage);
            }
        }

        private static StoreSnapshot At(ObjectStore store, ApiCall call, long resourceVersion, string expired, string? goOnWith = null)
        {
            try
            {
                return store.SnapshotAt(call.Resource.Storage, resourceVersion);
            }
            catch (ResourceExpiredException)
            {
                throw ApiException.Expired(expired, goOnWith);
            }
        }

        private static string ContinueToken(long resourceVersion, ObjectKey last) => Convert.ToBase64String(
            new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = resourceVersion, ["start"] = $"{last.Namespace}/{last.Name}" }.ToUtf8()).TrimEnd('=');

        private static (long ResourceVersion, ObjectKey After) ParseToken(string token)
        {
            try
            {
                var padded = token.PadRight((token.Length + 3) / 4 * 4, '=');
                var parsed = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)));
                if (parsed.Number("rv") is { } version && parsed.Text("start")?.Split('/') is [var ns, var name])
                {
                    return (version, new ObjectKey(ns, name));
                }
            }
            catch (Exception malformed) when (malformed is FormatException or System.Text.Json.JsonException)
            {
                // Falls through to the same answer as a token that parses to something else.
            }
            throw ApiException.BadRequest("continue key is not valid: encoded start key is malformed");
        }
    }
}
