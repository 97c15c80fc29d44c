namespace Tidemark.Scripts.Format;

/// <summary>A script file that cannot be read, with the place.</summary>
internal sealed class ScriptFormatException(string path, int line, string message) : Exception($"{path}:{line}: {message}");
