namespace Loadline.Simulator.Tests.Contract;

[CollectionDefinition(nameof(ContractSuite))]
public sealed class ContractSuite : ICollectionFixture<Targets>;
