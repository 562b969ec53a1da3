using System.Text.Json.Nodes;
using Loadline.Simulator.Admission;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;
using Loadline.Simulator.Objects;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Http;

/// <summary>PUT and PATCH of objects and of their status.</summary>
internal sealed class UpdateHandler(ServerContext server, ObjectPreparation preparation, CreateHandler create, AdmissionChain admission, SchemaCache schemas)
{
    // kube-apiserver's number of attempts for a patch that carries no resourceVersion.
    private const int PatchAttempts = 5;

    public async Task PutAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var body = await RequestBody.ReadObjectAsync(call.Http.Request, call.Cancelled) ?? throw ApiException.BadRequest("a body is required");
        ObjectPreparation.CheckIdentity(call, body, call.Name);
        preparation.CheckFields(call, body);
        var version = body.Text("metadata", "resourceVersion") ?? "";
        if (version.Length == 0 && call.Resource.NeedsVersion && server.Store.Find(call.Resource.Storage, call.Key) is not null)
        {
            throw ApiException.Invalid(call.Resource, call.Name, Causes.Invalid("metadata.resourceVersion", 0, "must be specified for an update"));
        }
        var updated = await MutateAsync(call, _ => new Successor(body.Copy(), Recorded: false), version.Length == 0);
        await JsonResponse.WriteAsync(call.Http, 200, ObjectRenderer.For(server, call, form).One(updated));
    }

    public async Task PatchAsync(ApiCall call)
    {
        var form = OutputForm.Negotiate(call.Http.Request);
        var patch = await PatchRequest.ReadAsync(call, schemas.TypeOf(call.Resource));
        if (patch.IsApply && server.Store.Find(call.Resource.Storage, call.Key) is null && call.Subresource.Length == 0)
        {
            await CreateByApplyAsync(call, form, patch);
            return;
        }
        var updated = await MutateAsync(
            call,
            live =>
            {
                var successor = patch.Apply(live, server.Now);
                ObjectPreparation.CheckIdentity(call, successor.Object, call.Name);
                preparation.CheckFields(call, successor.Object);
                return successor;
            },
            retry: true);
        await JsonResponse.WriteAsync(call.Http, 200, ObjectRenderer.For(server, call, form).One(updated));
    }

    /// <summary>Replaces the object by what <paramref name="change"/> makes of it; returns the result in served form.</summary>
    /// <param name="call">The request.</param>
    /// <param name="change">What makes a successor of the object.</param>
    /// <param name="retry">Try again where somebody else was faster.</param>
    /// <param name="shown">What admission judges instead of the object itself, for subresources of another kind.</param>
    public async ValueTask<JsonObject> MutateAsync(ApiCall call, Func<JsonObject, Successor> change, bool retry, Func<JsonObject, JsonObject>? shown = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = server.Store.Find(call.Resource.Storage, call.Key) ?? throw ApiException.NotFound(call.Resource.Id, call.Name);
            var old = Conversion.ServeNode(call.Resource, stored);
            var successor = change(old.Copy());
            var obj = successor.Object;
            CheckPreconditions(call, stored, obj);
            if (!admission.MutatesNothing && shown is null)
            {
                preparation.Default(call.Resource, obj, old);
                obj = (await admission.MutateAsync(new AdmissionRequest("UPDATE", call, obj, old)))!;
            }
            preparation.PrepareUpdate(call, old, obj);
            await admission.ValidateAsync(shown is null
                ? new AdmissionRequest("UPDATE", call, obj, old)
                : new AdmissionRequest("UPDATE", call, shown(obj), shown(old)));
            if (!successor.Recorded)
            {
                var subresource = call.Subresource.Length == 0 ? null : call.Subresource;
                ManagedFields.RecordUpdate(old, obj, schemas.TypeOf(call.Resource), call.FieldManager, call.Resource.ApiVersion, subresource, server.Now);
            }
            obj.Metadata()["resourceVersion"] = stored.ResourceVersion.Invariant();
            if (call.DryRun || obj.Same(old)) return obj;
            switch (Write(call, stored, obj, out var written))
            {
                case WriteOutcome.Written:
                    // What removed the object is answered as it was asked for, not as it was kept.
                    return IsRemoval(call, stored, obj) ? obj : Conversion.ServeNode(call.Resource, written!);
                case WriteOutcome.Missing:
                    throw ApiException.NotFound(call.Resource.Id, call.Name);
                default:
                    if (!retry || attempt == PatchAttempts) throw ApiException.Modified(call.Resource.Id, call.Name);
                    break;
            }
        }
    }

    private async Task CreateByApplyAsync(ApiCall call, OutputForm form, PatchRequest patch)
    {
        var applied = patch.Apply(null, server.Now).Object;
        ObjectPreparation.CheckIdentity(call, applied, call.Name);
        if (applied.Text("metadata", "uid") is not null) throw ApiException.Conflict(call.Resource.Id, call.Name, "uid mismatch: the provided object specified uid, and no existing object was found");
        preparation.CheckFields(call, applied);
        await create.RespondAsync(call, form, await create.CreateAsync(call, applied, record: false));
    }

    private static void CheckPreconditions(ApiCall call, StoredObject stored, JsonObject obj)
    {
        if (obj.Text("metadata", "resourceVersion") is { Length: > 0 } version && version != stored.ResourceVersion.Invariant())
        {
            throw ApiException.Modified(call.Resource.Id, call.Name);
        }
        if (obj.Text("metadata", "uid") is { Length: > 0 } uid && uid != stored.Uid)
        {
            // Only an update takes the uid for a precondition; a patch is seen to change it.
            if (call.Http.Request.Method == "PATCH") throw ApiException.Invalid(call.Resource, call.Name, Causes.Immutable("metadata.uid", uid));
            throw ApiException.Conflict(call.Resource.Id, call.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}");
        }
    }

    // The last finalizer gone from an object that is being deleted is what removes it.
    private static bool IsRemoval(ApiCall call, StoredObject stored, JsonObject obj) => stored.Deleting && Deletion.IsComplete(call.Resource, obj);

    private WriteOutcome Write(ApiCall call, StoredObject stored, JsonObject obj, out StoredObject? written)
    {
        if (IsRemoval(call, stored, obj))
        {
            return server.Store.Remove(call.Resource.Storage, call.Key, stored, out written);
        }
        return server.Store.Replace(stored, Conversion.ToStored(call.Resource, call.Resource.StoredApiVersion, obj.Copy()), out written);
    }
}
