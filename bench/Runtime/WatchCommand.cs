using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Bench.Runtime;

/// <summary>The watch verb: from the bytes of a watch stream to stored objects, on one core.</summary>
internal static class WatchCommand
{
    private const int Rounds = 7;
    private const int Objects = 2_000;
    private const int Passes = 10;

    public static Command Create()
    {
        var command = new Command("watch", "Decoding a watch stream to stored objects: speed and allocation");
        command.SetAction((_, cancellationToken) => RunAsync(Console.Out, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var stream = Corpus();
        var samples = new double[Rounds];
        for (var round = -2; round < Rounds; round++)
        {
            var bytes = 0L;
            var start = Stopwatch.GetTimestamp();
            for (var pass = 0; pass < Passes; pass++) bytes += (await DecodeAsync(stream, cancellationToken)).Bytes;
            if (round >= 0) samples[round] = bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6;
        }

        var (allocated, kept, input) = await AllocationAsync(stream, cancellationToken);
        var speed = Median.Of(samples);
        await output.WriteLineAsync($"{Objects} Deployments, {input / 1024.0 / Objects:0.0} KiB each on the wire, {kept / 1024.0 / Objects:0.0} KiB kept");
        var passed = await Report.LineAsync(output, "decode to stored objects", $"{speed:0} MB/s", ">= 300 MB/s", speed >= 300);
        passed &= await Report.LineAsync(output, "allocated / kept", $"{(double)allocated / kept:0.00}", "<= 1.2", allocated <= 1.2 * kept);
        return passed ? 0 : 1;
    }

    private static async Task<(ObjectStore Store, long Bytes)> DecodeAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var store = new ObjectStore();
        using var response = new HttpResponseMessage();
        await using var watch = new WatchStream(response, new MemoryStream(bytes), Deployments);
        var batch = new List<WatchEvent>();
        while (await watch.ReadAsync(batch, cancellationToken))
            foreach (var e in batch) store.Upsert(e.Object!);
        return (store, bytes.Length);
    }

    /// <summary>What is allocated over the whole way, against what the store holds at its end.</summary>
    private static async Task<(long Allocated, long Kept, long Input)> AllocationAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var (store, input) = await DecodeAsync(bytes, cancellationToken);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        GC.KeepAlive(store);
        return (allocated, kept, input);
    }

    private static ResourceType Deployments { get; } = new("apps", "v1", "deployments", "Deployment", true);

    /// <summary>Events as an API server writes them, with managedFields and what kubectl leaves behind.</summary>
    private static byte[] Corpus()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Objects; i++) text.Append(Event(i)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Event(int i) => Template
        .Replace("INDEX", $"{i}", StringComparison.Ordinal)
        .Replace("NAMESPACE", $"shop-{i % 20}", StringComparison.Ordinal)
        .Replace("VERSION", $"{100_000 + i}", StringComparison.Ordinal)
        .Replace("UID", $"0b7b3f2e-98f4-4c0a-9a3e-{i:d12}", StringComparison.Ordinal);

    private const string Template =
        """
        {"type":"ADDED","object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"payment-INDEX","namespace":"NAMESPACE","uid":"UID","resourceVersion":"VERSION","generation":3,"creationTimestamp":"2026-01-05T10:00:00Z","labels":{"app":"payment-INDEX","tier":"backend","team":"checkout"},"annotations":{"deployment.kubernetes.io/revision":"3","kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"annotations\":{},\"labels\":{\"app\":\"payment-INDEX\"},\"name\":\"payment-INDEX\",\"namespace\":\"shop\"},\"spec\":{\"replicas\":10,\"selector\":{\"matchLabels\":{\"app\":\"payment\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"payment\"}},\"spec\":{\"containers\":[{\"image\":\"registry.example.com/shop/payment:1.4.2\",\"name\":\"payment\",\"resources\":{\"requests\":{\"cpu\":\"250m\",\"memory\":\"256Mi\"}}}]}}}}\n"},"managedFields":[{"manager":"kubectl","operation":"Apply","apiVersion":"apps/v1","time":"2026-01-05T10:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:app":{},"f:tier":{},"f:team":{}}},"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"payment\"}":{".":{},"f:image":{},"f:name":{},"f:env":{"k:{\"name\":\"REGION\"}":{".":{},"f:name":{},"f:value":{}}},"f:resources":{"f:requests":{"f:cpu":{},"f:memory":{}},"f:limits":{"f:memory":{}}},"f:readinessProbe":{"f:httpGet":{"f:path":{},"f:port":{}}}}}}}}}},{"manager":"kube-controller-manager","operation":"Update","apiVersion":"apps/v1","time":"2026-01-05T10:05:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:availableReplicas":{},"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},"f:lastTransitionTime":{},"f:message":{},"f:reason":{},"f:status":{},"f:type":{}}},"f:observedGeneration":{},"f:readyReplicas":{},"f:replicas":{},"f:updatedReplicas":{}}},"subresource":"status"}]},"spec":{"replicas":10,"selector":{"matchLabels":{"app":"payment-INDEX"}},"template":{"metadata":{"creationTimestamp":null,"labels":{"app":"payment-INDEX"}},"spec":{"containers":[{"name":"payment","image":"registry.example.com/shop/payment:1.4.2","env":[{"name":"REGION","value":"eu"}],"resources":{"requests":{"cpu":"250m","memory":"256Mi"},"limits":{"memory":"512Mi"}},"readinessProbe":{"httpGet":{"path":"/ready","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}},"revisionHistoryLimit":10,"progressDeadlineSeconds":600},"status":{"observedGeneration":3,"replicas":10,"updatedReplicas":10,"readyReplicas":10,"availableReplicas":10,"conditions":[{"type":"Progressing","status":"True","lastUpdateTime":"2026-01-05T10:05:00Z","lastTransitionTime":"2026-01-05T10:00:00Z","reason":"NewReplicaSetAvailable","message":"ReplicaSet has successfully progressed."},{"type":"Available","status":"True","lastUpdateTime":"2026-01-05T10:05:00Z","lastTransitionTime":"2026-01-05T10:05:00Z","reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability."}]}}}
        """;
}
