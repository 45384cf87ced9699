using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Pipelines;

namespace ActiveLabel.Inference.Models;

/// <summary>Models on disk: <c>{directory}/{name}/{version}/model.onnx</c> and <c>model.json</c>.</summary>
/// <remarks>A version is complete or not there: it is written beside its place, flushed, and renamed.</remarks>
internal sealed partial class ModelStore(string directory)
{
    private const string ModelFile = "model.onnx";
    private const string CardFile = "model.json";
    private const int CardBytesMax = 4 * 1024 * 1024;

    /// <summary>Files that came in and are not part of a version yet.</summary>
    public StagedFiles Staged { get; } = new(Path.Combine(directory, StagedFiles.Folder));

    /// <summary>Stores a version; one that was there under the same name is replaced.</summary>
    /// <param name="more">Files beside the model's, by their hash.</param>
    public void Write(ModelCard card, byte[] file, IReadOnlyDictionary<string, byte[]>? more = null)
    {
        var place = PathOf(card.Reference);
        var beside = $"{place}.{Guid.NewGuid():n}.partial";
        Directory.CreateDirectory(beside);
        try
        {
            WriteFlushed(Path.Combine(beside, ModelFile), file);
            foreach (var (hash, content) in more ?? new Dictionary<string, byte[]>())
                WriteFlushed(Path.Combine(beside, hash), content);
            var json = JsonSerializer.SerializeToUtf8Bytes(card, ModelCard.Json);
            WriteFlushed(Path.Combine(beside, CardFile), [.. json, (byte)'\n']);
            Delete(card.Reference);
            Directory.Move(beside, place);
        }
        catch
        {
            Directory.Delete(beside, recursive: true);
            throw;
        }
    }

    /// <summary>Replaces what is said of a version; its file stays as it is.</summary>
    public void WriteCard(ModelCard card)
    {
        var path = Path.Combine(PathOf(card.Reference), CardFile);
        var beside = $"{path}.{Guid.NewGuid():n}.partial";
        WriteFlushed(beside, [.. JsonSerializer.SerializeToUtf8Bytes(card, ModelCard.Json), (byte)'\n']);
        File.Move(beside, path, overwrite: true);
    }

    /// <param name="embedders">Where a head finds the embedder that it reads; null where heads are not loaded.</param>
    /// <exception cref="ModelNotAvailableException">Missing, unreadable or not what its card says.</exception>
    public LoadedModel Load(ModelReference model, Func<ModelReference, LoadedModels.ModelUse>? embedders = null)
    {
        try
        {
            var card = ReadCard(model);
            return Load(model, card, card.Embedder is { } own ? UseEmbedder(model, own, embedders) : null);
        }
        catch (InvalidDataException e)
        {
            if (Directory.Exists(PathOf(model)) && Quarantine.ReasonOf(PathOf(model)) is null)
                Quarantine.Add(PathOf(model), e.Message);
            throw new ModelNotAvailableException($"Model {model} is refused: {e.Message}", isQuarantined: true);
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException)
        {
            throw new ModelNotAvailableException($"Model {model} is refused: {e.Message}");
        }
    }

    public bool Has(ModelReference model)
        => IsName(model.Name) && model.Version > 0 && Directory.Exists(PathOf(model));

    /// <inheritdoc cref="Quarantine.CountCrash"/>
    public void CountCrash(ModelReference model) => Quarantine.CountCrash(PathOf(model));

    /// <inheritdoc cref="Quarantine.Suspect"/>
    public void Suspect(ModelReference model) => Quarantine.Suspect(PathOf(model));

    public bool IsSuspect(ModelReference model) => Quarantine.IsSuspect(PathOf(model));

    /// <returns>Null where the version is under none.</returns>
    public Suspicion? SuspicionOf(ModelReference model)
        => IsSuspect(model) ? new(() => Quarantine.ClearSuspicion(PathOf(model))) : null;

    private static LoadedModels.ModelUse UseEmbedder(
        ModelReference model, EmbedderOfHead embedder, Func<ModelReference, LoadedModels.ModelUse>? embedders)
    {
        if (embedders is null)
            throw new ModelNotAvailableException($"Model {model} is a head, which is loaded behind its embedder.");
        var use = embedders(embedder.Reference);
        if (use.Card.IsEmbedder && use.Card.Sha256 == embedder.Sha256)
            return use;
        use.Dispose();
        throw new ModelNotAvailableException(
            $"Model {model} is a head on {embedder.Reference}, which is not the embedder any more that it was "
            + "trained on.");
    }

    /// <summary>Refuses a version from now on.</summary>
    public void Quarantined(ModelReference model, string reason) => Quarantine.Add(PathOf(model), reason);

    /// <returns>Why a version is not loaded any more; null when it may be.</returns>
    public string? QuarantineOf(ModelReference model) => Quarantine.ReasonOf(PathOf(model));

    /// <param name="embedder">Belongs to what is loaded, and is let go of where nothing is.</param>
    private LoadedModel Load(ModelReference model, ModelCard card, LoadedModels.ModelUse? embedder)
    {
        IModel? loaded = null;
        try
        {
            // Behind the embedder: one that ends the process is counted for itself.
            Quarantine.BeginAttempt(PathOf(model));
            var file = Read(model, ModelFile, card.Sha256);
            loaded = ModelOf(model, card, file, embedder);
            loaded.Try();
            Quarantine.EndAttempt(PathOf(model));
            return new(card, loaded, file.LongLength, (embedder?.Card ?? card).Manifest?.Running);
        }
        catch
        {
            if (loaded is null)
                embedder?.Dispose();
            loaded?.Dispose();
            throw;
        }
    }

    private IModel ModelOf(ModelReference model, ModelCard card, byte[] file, LoadedModels.ModelUse? embedder)
        => embedder is { } use ? new HeadModel(file, card, use)
            : card.Columns is { } columns
            ? new TreeScorer(file, new(card.Features.Inputs, columns), card.Output.Shape[1])
            : card.Manifest is null
            ? new OnnxScorer(file, card.Features, card.Output.Shape[1], card.Output.Name, card.Committee)
            : new OnnxPipeline(file, card, card.Files.ToDictionary(hash => hash, hash => Read(model, hash, hash)));

    private byte[] Read(ModelReference model, string name, string sha256)
    {
        var path = Path.Combine(PathOf(model), name);
        if (!StagedFiles.IsHash(sha256)
            || new FileInfo(path) is not { Exists: true, LinkTarget: null, Length: <= OnnxGuard.BytesMax })
            throw new InvalidDataException("its file is missing, a link or too large");
        var file = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == sha256
            ? file
            : throw new InvalidDataException("its file is not the one that its card was written for");
    }

    /// <exception cref="ModelNotAvailableException">There is no such version.</exception>
    public ModelCard ReadCard(ModelReference model)
    {
        var path = Path.Combine(PathOf(model), CardFile);
        if (!File.Exists(path))
            throw new ModelNotAvailableException($"There is no model {model}.");
        if (new FileInfo(path).Length > CardBytesMax)
            throw new InvalidDataException("its card is too large");
        var card = JsonSerializer.Deserialize<ModelCard>(File.ReadAllBytes(path), ModelCard.Json);
        if (card is not { IsKnownFormat: true } || card.Reference != model)
            throw new InvalidDataException("its card is of another model or format");
        return card;
    }

    /// <returns>All versions, by name and version.</returns>
    public IReadOnlyList<ModelReference> List()
    {
        if (!Directory.Exists(directory))
            return [];
        var models = from name in Directory.EnumerateDirectories(directory)
                     from version in Directory.EnumerateDirectories(name)
                     let number = int.TryParse(Path.GetFileName(version), out var parsed) ? parsed : 0
                     where number > 0 && IsName(Path.GetFileName(name)) && File.Exists(Path.Combine(version, CardFile))
                     select new ModelReference(Path.GetFileName(name), number);
        return [.. models.OrderBy(model => model.Name, StringComparer.Ordinal).ThenBy(model => model.Version)];
    }

    /// <summary>A version that is not there is deleted already.</summary>
    public void Delete(ModelReference model)
    {
        var place = PathOf(model);
        if (!Directory.Exists(place))
            return;
        var gone = $"{place}.{Guid.NewGuid():n}.partial";
        Directory.Move(place, gone);
        Directory.Delete(gone, recursive: true);
    }

    public static bool IsName(string name) => Name().IsMatch(name);

    private string PathOf(ModelReference model)
        => IsName(model.Name) && model.Version > 0
            ? Path.Combine(directory, model.Name, $"{model.Version}")
            : throw new ModelNotAvailableException(
                "A model's name has up to 64 lower-case letters, digits and hyphens, and its version counts from 1.");

    private static void WriteFlushed(string path, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}\z")]
    private static partial Regex Name();
}
