using System.Collections.Concurrent;

namespace ActiveLabel.Api.Storage;

/// <summary>Remembers what texts mean that come again and again: the same text is parsed once.</summary>
internal sealed class TextMemo<T>(Func<string, T> read)
{
    private const int KnownMax = 500;

    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);

    public T Read(string text)
    {
        if (_known.TryGetValue(text, out var known))
            return known;
        if (_known.Count >= KnownMax)
            _known.Clear();
        return _known[text] = read(text);
    }
}
