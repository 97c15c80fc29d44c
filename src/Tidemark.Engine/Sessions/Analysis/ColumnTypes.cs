using Tidemark.Engine.Syntax.Names;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Types as commands name them, serial ones included.</summary>
internal static class ColumnTypes
{
    /// <summary>The type, and whether it was written as one of the serial types, which are integers with a sequence.</summary>
    public static (SqlType Type, bool IsSerial) Resolve(TypeName name, SessionContext session)
    {
        if (name.Name.Parts.Count == 1 && !name.IsArray)
        {
            switch (name.Name.Object)
            {
                case "serial" or "serial4":
                    return (SqlTypes.Int4, true);
                case "bigserial" or "serial8":
                    return (SqlTypes.Int8, true);
                case "smallserial" or "serial2":
                    return (SqlTypes.Int2, true);
            }
        }

        return (session.NewBinder().ResolveType(name), false);
    }
}
