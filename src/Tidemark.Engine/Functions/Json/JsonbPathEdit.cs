namespace Tidemark.Engine.Functions;

/// <summary>jsonb changed at the end of a path: jsonb_set, jsonb_insert, #-. The given tree is changed and returned.</summary>
internal static class JsonbPathEdit
{
    /// <summary>Replaces the value at the path; adds it where the last step is missing, if wanted.</summary>
    public static JsonNode Set(JsonNode value, string?[] path, JsonNode replacement, bool create)
    {
        if (value.IsScalar) throw JsonErrors.WrongKind("cannot set path in scalar");
        if (!create && IsEmpty(value)) return value;
        if (Parent(value, path) is not { } parent) return value;
        var step = path[^1]!;
        if (parent is JsonObject members)
        {
            if (create || members.Get(step) is not null) members.Set(step, replacement);
        }
        else if (parent is JsonArray array)
        {
            var place = Place(array, step, path.Length);
            if (place >= 0 && place < array.Elements.Count) array.Elements[place] = replacement;
            else if (create) array.Elements.Insert(place < 0 ? 0 : array.Elements.Count, replacement);
        }

        return value;
    }

    /// <summary>Adds a value at the path, before or after what is there; an object must not have the key.</summary>
    public static JsonNode Insert(JsonNode value, string?[] path, JsonNode added, bool isAfter)
    {
        if (value.IsScalar) throw JsonErrors.WrongKind("cannot set path in scalar");
        if (Parent(value, path) is not { } parent) return value;
        var step = path[^1]!;
        if (parent is JsonObject members)
        {
            if (members.Get(step) is not null) throw JsonErrors.CannotReplaceKey();
            members.Set(step, added);
        }
        else if (parent is JsonArray array)
        {
            var place = Place(array, step, path.Length);
            if (place >= 0 && place < array.Elements.Count) array.Elements.Insert(isAfter ? place + 1 : place, added);
            else array.Elements.Insert(place < 0 ? 0 : array.Elements.Count, added);
        }

        return value;
    }

    /// <summary>Puts a value at the path, making the containers on the way that are missing; arrays that are too short get nulls up to the place.</summary>
    public static JsonNode Assign(JsonNode value, string[] path, JsonNode assigned)
    {
        var container = value;
        for (var i = 0; i < path.Length; i++)
        {
            var isLast = i == path.Length - 1;
            switch (container)
            {
                case JsonObject members:
                    if (isLast) members.Set(path[i], assigned);
                    else if (members.Get(path[i]) is { } member) container = member;
                    else members.Set(path[i], container = NewContainer(path[i + 1]));
                    break;
                case JsonArray array:
                    var place = Place(array, path[i], i + 1);
                    if (place < 0) throw JsonErrors.PathOutOfRange(i + 1, path[i]);
                    while (array.Elements.Count < place) array.Elements.Add(JsonNode.Null);
                    if (place == array.Elements.Count) array.Elements.Add(isLast ? assigned : NewContainer(path[i + 1]));
                    else if (isLast) array.Elements[place] = assigned;
                    container = array.Elements[place];
                    break;
                default:
                    throw JsonErrors.ScalarOnPath();
            }
        }

        return value;
    }

    // There is nothing to find in it, whatever the path.
    private static bool IsEmpty(JsonNode value) => value is JsonArray { Elements.Count: 0 } or JsonObject { Members.Count: 0 };

    private static JsonNode NewContainer(string step) => JsonPlaces.TryParse(System.Text.Encoding.UTF8.GetBytes(step), out _) ? new JsonArray() : new JsonObject();

    /// <summary>Takes the value at the path out.</summary>
    public static JsonNode Delete(JsonNode value, string?[] path)
    {
        if (value.IsScalar) throw JsonErrors.WrongKind("cannot delete path in scalar");
        if (IsEmpty(value)) return value;
        if (Parent(value, path) is not { } parent) return value;
        var step = path[^1]!;
        if (parent is JsonObject members)
        {
            members.Remove(step);
        }
        else if (parent is JsonArray array)
        {
            var place = Place(array, step, path.Length);
            if (place >= 0 && place < array.Elements.Count) array.Elements.RemoveAt(place);
        }

        return value;
    }

    // The container that the last step is in; null where the path leads nowhere.
    private static JsonNode? Parent(JsonNode value, string?[] path)
    {
        if (path.Length == 0) return null;
        for (var i = 0; i < path.Length; i++)
        {
            var step = path[i] ?? throw JsonErrors.NullPathStep(i + 1);
            if (i == path.Length - 1) return value;
            var next = value switch
            {
                JsonObject members => members.Get(step),
                JsonArray array when Place(array, step, i + 1) is >= 0 and var place && place < array.Elements.Count => array.Elements[place],
                _ => null,
            };
            if (next is null) return null;
            value = next;
        }

        return null;
    }

    /// <summary>The place that a step is; negative ones count from the end, and stay negative where that is before the beginning.</summary>
    private static int Place(JsonArray array, string step, int position)
    {
        if (!JsonPlaces.TryParse(System.Text.Encoding.UTF8.GetBytes(step), out var place)) throw JsonErrors.PathStep(position, step);
        return place < 0 ? place + array.Elements.Count : place;
    }
}
