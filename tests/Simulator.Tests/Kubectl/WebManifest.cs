namespace Loadline.Simulator.Tests.Kubectl;

/// <summary>A Deployment as people write it.</summary>
internal static class WebManifest
{
    public static string Of(int replicas = 2, string tag = "1") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: demo
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: main
                image: registry.example/app:{{tag}}
        """;
}
