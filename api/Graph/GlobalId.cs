using System.Buffers.Text;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;

namespace ActiveLabel.Api.Graph;

/// <summary>The ids of the schema: opaque to clients, unique over all types, and of one type each.</summary>
public static class GlobalId
{
    private const int LengthMax = 100;

    /// <summary>The id with the name of what it belongs to, in base64url.</summary>
    public static string Of<TId>(TId id)
        where TId : struct
        => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{IdOf<TId>.TypeName}:{IdOf<TId>.Read(id)}")));

    /// <returns>Null when the text is no id, or the id of something else.</returns>
    public static TId? Parse<TId>(string text)
        where TId : struct
        => Split(text) is ({ } type, var value) && type == IdOf<TId>.TypeName ? IdOf<TId>.Create(value) : null;

    /// <returns>The name of what the id belongs to, or null when the text is no id.</returns>
    public static string? TypeNameOf(string text) => Split(text).TypeName;

    private static (string? TypeName, long Value) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LengthMax || !Base64Url.IsValid(text))
            return default;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':');
        return parts.Length == 2
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? (parts[0], value)
            : default;
    }
}

/// <summary>What the id types have in common: a long, and a name that ends in Id. A number is one of itself.</summary>
internal static class IdOf<TId>
    where TId : struct
{
    public static string TypeName { get; } = typeof(TId).Name.Replace("Id", "", StringComparison.Ordinal);

    public static Func<long, TId> Create { get; } = BuildCreate();

    public static Func<TId, long> Read { get; } = BuildRead();

    private static Func<long, TId> BuildCreate()
    {
        var value = Expression.Parameter(typeof(long));
        if (typeof(TId).IsPrimitive)
            return Expression.Lambda<Func<long, TId>>(Expression.Convert(value, typeof(TId)), value).Compile();
        var constructor = typeof(TId).GetConstructor([typeof(long)])
            ?? throw new InvalidOperationException($"{typeof(TId)} is no id type.");
        return Expression.Lambda<Func<long, TId>>(Expression.New(constructor, value), value).Compile();
    }

    private static Func<TId, long> BuildRead()
    {
        var id = Expression.Parameter(typeof(TId));
        if (typeof(TId).IsPrimitive)
            return Expression.Lambda<Func<TId, long>>(Expression.Convert(id, typeof(long)), id).Compile();
        return Expression.Lambda<Func<TId, long>>(Expression.Property(id, "Value"), id).Compile();
    }
}
