using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Engine.Tests.Functions;

/// <summary>Reads the expressions of case files.</summary>
internal sealed class ExpressionReader(string text)
{
    private static readonly Dictionary<string, SqlType> Types = SqlTypes.All.ToDictionary(t => t.Name);
    private int _at;

    public static SqlType TypeNamed(string name) => name.EndsWith("[]", StringComparison.Ordinal) ? SqlTypes.ArrayOf(Types[name[..^2]])! : Types[name];

    public (string? Name, string? Symbol, SqlType? Target, Vector[] Literals) Read()
    {
        Space();
        if (Peek is '\'' || At("NULL::"))
        {
            var first = Literal();
            Space();
            if (At("::"))
            {
                _at += 2;
                return (null, null, TypeNamed(Word()), [first]);
            }

            var symbol = Symbol();
            return (null, symbol, null, [first, Literal()]);
        }

        if (!char.IsLetter(Peek) && Peek != '_') return (null, Symbol(), null, [Literal()]);
        var name = Word();
        Expect('(');
        var literals = new List<Vector>();
        Space();
        while (Peek != ')')
        {
            literals.Add(Literal());
            Space();
            if (Peek == ',') _at++;
            Space();
        }

        return (name, null, null, [.. literals]);
    }

    /// <summary>The values of a row, separated by commas, of types given elsewhere.</summary>
    public Vector[] Values(SqlType[] types)
    {
        var values = new Vector[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            Space();
            values[i] = Value(At("NULL") ? Null() : Quoted(), types[i]);
            Space();
            if (_at < text.Length && Peek == ',') _at++;
        }

        return values;
    }

    private char Peek => _at < text.Length ? text[_at] : '\0';

    private bool At(string token) => string.CompareOrdinal(text, _at, token, 0, token.Length) == 0;

    private void Space()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }

    private void Expect(char c)
    {
        Space();
        Assert.Equal(c, Peek);
        _at++;
    }

    private string Word()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Peek) || Peek is '_' or '[' or ']') _at++;
        return text[start.._at];
    }

    private string Symbol()
    {
        Space();
        var start = _at;
        while ("+-*/<>=~!@#%^&|`?".Contains(Peek)) _at++;
        return text[start.._at];
    }

    private Vector Literal()
    {
        Space();
        var value = At("NULL") ? Null() : Quoted();
        Expect(':');
        Expect(':');
        return Value(value, TypeNamed(Word()));
    }

    private string? Null()
    {
        _at += 4;
        return null;
    }

    private string Quoted()
    {
        Expect('\'');
        var value = new StringBuilder();
        while (true)
        {
            var c = text[_at++];
            if (c != '\'')
            {
                value.Append(c);
            }
            else if (Peek == '\'')
            {
                value.Append('\'');
                _at++;
            }
            else
            {
                return value.ToString();
            }
        }
    }

    private static Vector Value(string? value, SqlType type)
    {
        var builder = VectorBuilder.Create(type);
        if (value is null) builder.AppendNull();
        else TypeCodec.For(type).ParseText(Encoding.UTF8.GetBytes(value), builder, RoutineCases.Berlin);
        return builder.Detach();
    }
}
