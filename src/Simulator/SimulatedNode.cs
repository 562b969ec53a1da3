namespace Loadline.Simulator;

/// <summary>One worker node of a simulated member.</summary>
/// <param name="Name">Node name.</param>
/// <param name="CpuCores">Allocatable CPU, in cores.</param>
/// <param name="MemoryGiB">Allocatable memory, in GiB.</param>
/// <param name="Pods">Number of pods that fit.</param>
public sealed record SimulatedNode(string Name, double CpuCores, double MemoryGiB, int Pods = 110);
