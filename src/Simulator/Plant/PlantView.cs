namespace Loadline.Simulator.Plant;

/// <summary>What a policy may look at. Only an oracle looks at the plant itself, others at what the API server of every member shows at once: replicas.</summary>
internal readonly record struct PlantView(double Time, SensorReport Report, bool[] Healthy, PlantModel Plant)
{
    public int Count => Healthy.Length;
}
