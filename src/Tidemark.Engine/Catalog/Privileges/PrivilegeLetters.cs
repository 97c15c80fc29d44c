namespace Tidemark.Engine.Catalog;

/// <summary>The letters that stand for privileges, and which kinds of objects know which.</summary>
internal static class PrivilegeLetters
{
    /// <summary>All letters in the order in which PostgreSQL prints them.</summary>
    public const string Order = "arwdDxtXUCTc";

    /// <summary>Those of tables and views.</summary>
    public const string Table = "arwdDxt";

    /// <summary>Those of sequences.</summary>
    public const string Sequence = "rwU";

    /// <summary>Those of schemas.</summary>
    public const string Schema = "UC";

    /// <summary>That of functions and procedures.</summary>
    public const string Routine = "X";

    /// <summary>Those of databases.</summary>
    public const string Database = "CTc";

    private static readonly Dictionary<string, char> s_letters = new()
    {
        ["insert"] = 'a',
        ["select"] = 'r',
        ["update"] = 'w',
        ["delete"] = 'd',
        ["truncate"] = 'D',
        ["references"] = 'x',
        ["trigger"] = 't',
        ["execute"] = 'X',
        ["usage"] = 'U',
        ["create"] = 'C',
        ["temporary"] = 'T',
        ["temp"] = 'T',
        ["connect"] = 'c',
    };

    /// <summary>The letter of a privilege's name in lower case; null for an unknown one.</summary>
    public static char? Find(string name) => s_letters.TryGetValue(name, out var letter) ? letter : null;

    /// <summary>The name of a letter, as information_schema has it.</summary>
    public static string NameOf(char letter) => s_letters.First(p => p.Value == letter).Key.ToUpperInvariant();

    /// <summary>All privileges of an object's kind.</summary>
    public static string Of(CatalogObject value) => value switch
    {
        Catalog.Sequence => Sequence,
        SchemaObject => Table,
        Catalog.Schema => Schema,
        UserRoutine => Routine,
        DatabaseEntry => Database,
        _ => "",
    };

    /// <summary>What PUBLIC has of an object's kind from the start.</summary>
    public static string PublicOf(CatalogObject value) => value switch
    {
        UserRoutine => "X",
        DatabaseEntry => "Tc",
        Catalog.Schema { Oid: < CatalogBootstrap.FirstUserOid } => "U",
        _ => "",
    };
}
