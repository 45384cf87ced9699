using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GraphQL.Transport;
using Microsoft.Extensions.Caching.Memory;

namespace ActiveLabel.Api.Transport;

/// <param name="Directory">
/// Holds files <c>HASH.graphql</c>, and JSON files of hashes with their documents as the Relay compiler writes them.
/// </param>
/// <param name="AllowsOthers">Whether a document may be asked for that is not among them.</param>
public sealed record TrustedDocumentOptions(string Directory, bool AllowsOthers = true);

/// <summary>
/// Finds the document of a request: trusted ones by their hash, others from a cache of what was parsed.
/// </summary>
public sealed class DocumentStore : IDisposable
{
    private const string HashPrefix = "sha256:";
    private const int CachedCharactersMax = 8 * 1024 * 1024;
    private readonly TransportLimits _limits;
    private readonly Dictionary<string, string> _trusted;
    private readonly MemoryCache _parsed = new(new MemoryCacheOptions { SizeLimit = CachedCharactersMax });

    /// <exception cref="InvalidDataException">A trusted document does not have the hash it is stored under.</exception>
    public DocumentStore(TransportLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
        _trusted = limits.TrustedDocuments is { } trusted ? Load(trusted.Directory) : [];
    }

    public int TrustedCount => _trusted.Count;

    /// <exception cref="RefusalError">There is none, none that is trusted, or it is larger than it may be.</exception>
    public async ValueTask<(string Text, KnownDocument Document)> FindAsync(
        GraphQLRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = TextOf(request);
        if (_parsed.TryGetValue<KnownDocument>(text, out var known) && known is not null)
            return (text, known);
        if (!StorableText.HoldsDocument(text))
            throw new RefusalError(RefusalError.BadUserInput, "Text must not hold the character U+0000.");
        known = new(await DocumentCheck.ParseAsync(text, _limits.Document, cancellationToken), _limits.Document);
        return (text, known);
    }

    /// <summary>Keeps a document that was found valid: the next request need not parse it.</summary>
    public void Keep(string text, KnownDocument document)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(document);
        if (!document.IsValid)
            _parsed.Set(text, document, new MemoryCacheEntryOptions { Size = text.Length });
    }

    public void Dispose() => _parsed.Dispose();

    private string TextOf(GraphQLRequest request)
    {
        var hash = HashOf(request);
        if (hash is not null && _trusted.TryGetValue(hash, out var trusted))
            return trusted;
        if (request.Query is not { Length: > 0 } query)
            throw hash is null
                ? new(RefusalError.BadRequest, "Send a document as 'query', or the id of a trusted one.")
                : new RefusalError(RefusalError.PersistedQueryNotFound, "There is no trusted document of that id.");
        if (_limits.TrustedDocuments is { AllowsOthers: false } && !_trusted.ContainsKey(Sha256(query)))
            throw new RefusalError(RefusalError.DocumentNotTrusted, "This server answers trusted documents alone.");
        return query;
    }

    private static string? HashOf(GraphQLRequest request)
    {
        if (request.DocumentId is { } id)
            return id.StartsWith(HashPrefix, StringComparison.Ordinal) ? id[HashPrefix.Length..] : id;
        return request.Extensions?.TryGetValue("persistedQuery", out var persisted) is true
            && persisted is IReadOnlyDictionary<string, object?> fields
            ? fields.GetValueOrDefault("sha256Hash") as string
            : null;
    }

    private static Dictionary<string, string> Load(string directory)
    {
        var all = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.graphql"))
            Add(all, Path.GetFileNameWithoutExtension(file), File.ReadAllText(file), file);
        foreach (var file in Directory.EnumerateFiles(directory, "*.json"))
            foreach (var (hash, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(
                File.ReadAllText(file)) ?? [])
                Add(all, hash, text, file);
        return all;
    }

    private static void Add(Dictionary<string, string> all, string hash, string text, string file)
    {
        if (!Sha256(text).Equals(hash, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException(
                $"The document '{hash}' in {file} has the SHA-256 {Sha256(text)}; name it so.");
        all[hash.ToLowerInvariant()] = text;
    }

    private static string Sha256(string text)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
