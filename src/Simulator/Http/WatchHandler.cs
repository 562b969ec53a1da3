using System.Buffers;
using System.IO.Pipelines;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>Streams changes: <c>?watch=true</c>, bookmarks, and streaming lists (<c>sendInitialEvents</c>).</summary>
internal sealed class WatchHandler(ServerContext server)
{
    private static readonly byte[][] Prefixes =
    [
        [.. "{\"type\":\"ADDED\",\"object\":"u8],
        [.. "{\"type\":\"MODIFIED\",\"object\":"u8],
        [.. "{\"type\":\"DELETED\",\"object\":"u8],
    ];

    public async Task RunAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var plan = WatchPlan.From(call, server);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, server.Stopping);
        var response = call.Http.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache, private";
        await response.BodyWriter.FlushAsync(ending.Token);
        var stream = new WatchStream(server, call, plan, ObjectRenderer.For(server, call, form), response.BodyWriter);
        try
        {
            await stream.RunAsync(ending.Token);
        }
        catch (ResourceExpiredException expired)
        {
            // Once the watch is accepted, errors are events of it.
            await stream.ErrorAsync(ApiException.Expired(expired.Message), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, or the server stops.
        }
    }

    private sealed class WatchStream(ServerContext server, ApiCall call, WatchPlan plan, ObjectRenderer renderer, PipeWriter body)
    {
        private readonly Selection _selection = plan.Selection;
        private bool _columnsSent;

        public async Task RunAsync(CancellationToken cancel)
        {
            var start = plan.StartAt;
            if (plan.SendInitial)
            {
                var snapshot = server.Store.Snapshot(call.Resource.Storage);
                foreach (var existing in snapshot.Range(call.Namespace, null))
                {
                    if (_selection.Matches(existing)) Write(StoreEventKind.Added, existing);
                    if (body.UnflushedBytes > 64 << 10) await body.FlushAsync(cancel);
                }
                start = snapshot.ResourceVersion;
                if (plan.EndInitialWithBookmark && plan.Bookmarks) Bookmark(start, endsInitialEvents: true);
            }

            var cursor = new WatchCursor(server.Store, call.Resource.Storage, start);
            var time = server.Time;
            var signal = new ChangeSignal(time);
            var ends = time.GetUtcNow() + plan.Timeout;
            var nextBookmark = time.GetUtcNow() + server.Options.BookmarkInterval;
            while (true)
            {
                var changes = cursor.Read(out var changed);
                foreach (var change in changes) Emit(change);
                var now = time.GetUtcNow();
                if (plan.Bookmarks && (now >= nextBookmark || now >= ends))
                {
                    Bookmark(cursor.Position, endsInitialEvents: false);
                    nextBookmark = now + server.Options.BookmarkInterval;
                }
                await body.FlushAsync(cancel);
                if (now >= ends) return;
                var wake = plan.Bookmarks && nextBookmark < ends ? nextBookmark : ends;
                await signal.WaitAsync(changed, wake > now ? wake - now : TimeSpan.FromMilliseconds(1), cancel);
            }
        }

        public async Task ErrorAsync(ApiException error, CancellationToken cancel)
        {
            Raw("{\"type\":\"ERROR\",\"object\":"u8);
            Raw(error.ToStatus().ToUtf8());
            Raw("}\n"u8);
            await body.FlushAsync(cancel);
        }

        // What a selector no longer matches is gone for this watch, and what it newly matches is new to it.
        private void Emit(StoreEvent change)
        {
            var before = change.Previous is { } previous && _selection.Matches(previous);
            if (change.Kind == StoreEventKind.Deleted)
            {
                if (before) Write(StoreEventKind.Deleted, change.Object);
                return;
            }
            var after = _selection.Matches(change.Object);
            if (after) Write(before ? StoreEventKind.Modified : StoreEventKind.Added, change.Object);
            else if (before) Write(StoreEventKind.Deleted, StoredObject.From(change.Object.Resource, change.Previous!.Parse(), change.ResourceVersion));
        }

        private void Write(StoreEventKind kind, StoredObject stored)
        {
            Raw(Prefixes[(int)kind]);
            Raw(renderer.One(stored, withColumns: !_columnsSent).Span);
            Raw("}\n"u8);
            _columnsSent = true;
        }

        private void Bookmark(long resourceVersion, bool endsInitialEvents)
        {
            Raw("{\"type\":\"BOOKMARK\",\"object\":"u8);
            Raw(renderer.Bookmark(resourceVersion, endsInitialEvents).Span);
            Raw("}\n"u8);
        }

        private void Raw(ReadOnlySpan<byte> bytes) => body.Write(bytes);
    }
}
