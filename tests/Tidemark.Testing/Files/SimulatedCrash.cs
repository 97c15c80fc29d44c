namespace Tidemark.Testing.Files;

/// <summary>The moment after which nothing runs any more: thrown by every call on a <see cref="SimulatedFileSystem"/> from its crash on.</summary>
public sealed class SimulatedCrash() : Exception("the machine is off");
