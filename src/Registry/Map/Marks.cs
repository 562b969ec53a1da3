namespace Loadline.Registry.Map;

/// <summary>A field that may be touched only through <see cref="Interlocked"/> and <see cref="Volatile"/> (LL1002).</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class AtomicOnlyAttribute : Attribute;

/// <summary>A type that threads share once it is published: nothing of it may change after construction (LL1003).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class PublishedAttribute : Attribute;

/// <summary>A type whose mutable fields several threads touch: none may be wider than a word, it would tear (LL1005).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SharedAttribute : Attribute;

/// <summary>An assembly that waits for nobody: no locks, no blocking waits (LL1004).</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LockFreeAttribute : Attribute;

/// <summary>A type that touches what it is given by reference only through <see cref="Interlocked"/> and <see cref="Volatile"/> (LL1002).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AtomicAccessAttribute : Attribute;
