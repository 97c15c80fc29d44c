namespace Tidemark.Storage;

/// <summary>How hard encoders try.</summary>
internal enum EncodingEffort
{
    /// <summary>Forms that are found quickly, for rows that have just come.</summary>
    Cheap,

    /// <summary>Every form, for rows that stay.</summary>
    Full,
}
