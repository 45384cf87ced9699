using System.Security.Cryptography;
using System.Text;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

/// <param name="Name">What people call it.</param>
/// <param name="IsShadow">Whether it only runs beside the others; else the control arm may let it serve.</param>
/// <param name="SampleIds">External ids of items that it must answer; none for some that the project has.</param>
public sealed record ModelUpload(
    string Name, FileInput File, ModelManifestInput Manifest, bool IsShadow, IReadOnlyList<string> SampleIds);

/// <summary>What became of an upload.</summary>
public abstract record UploadModelResult
{
    /// <param name="Refusal">Why the version is quarantined; null where it is not.</param>
    public sealed record Uploaded(ModelVersion Model, string? Refusal) : UploadModelResult;

    public sealed record Invalid(string Problem) : UploadModelResult, IRefusal;

    public sealed record IdempotencyConflict : UploadModelResult, IRefusal;
}

/// <summary>
/// A model made elsewhere becomes a version of a project: its file is scanned, loaded and run on some items by the
/// inference process, and named by its hash from then on. One that is refused is there too, quarantined, with the
/// reason.
/// </summary>
public sealed class UploadModel(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, IModelInstaller installer, TimeProvider time)
{
    public const int Base64BytesMax = 512 * 1024;
    public const int NameLengthMax = 200;
    public const int SamplesMax = 16;

    private const int AttemptsMax = 2;

    // A request as a whole has ten seconds.
    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(4);

    /// <exception cref="InferenceUnavailableException">Inference is not there; try again later.</exception>
    public async Task<UploadModelResult> ExecuteAsync(
        Project project, ModelUpload upload, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(upload);
        if (ProblemOf(upload, idempotencyKey) is { } problem)
            return new UploadModelResult.Invalid(problem);
        var once = new Idempotency(project.OrganizationId, "uploadModel", idempotencyKey);
        var hash = Idempotency.HashOf(new { project.Id.Value, upload });
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        if (await FindAsync(db, once, hash, cancellationToken) is { } earlier)
            return earlier;
        var samples = await SamplesAsync(db, project, upload, cancellationToken);
        if (samples.Count < upload.SampleIds.Count)
            return new UploadModelResult.Invalid("A sample is no item of the project.");
        try
        {
            var model = await InstallAsync(project, upload, samples, StoredName(project, idempotencyKey),
                cancellationToken);
            return await writing.ExecuteAsync(
                new(project.OrganizationId, project.Id),
                (write, token) => RecordAsync(write, once, hash, model, token),
                cancellationToken);
        }
        catch (ArgumentException e)
        {
            return new UploadModelResult.Invalid(e.Message);
        }
    }

    /// <returns>Not in storage yet; quarantined where the inference process refuses it.</returns>
    private async Task<ModelVersion> InstallAsync(
        Project project,
        ModelUpload upload,
        IReadOnlyList<string> samples,
        ModelReference stored,
        CancellationToken cancellationToken)
    {
        var owner = StageFileEndpoint.OwnerOf(project.Id);
        var file = await StageAsync(owner, upload.File, cancellationToken);
        var tokens = upload.Manifest.Tokens;
        var manifest = upload.Manifest.ToManifest(
            tokens is null ? "" : await StageAsync(owner, tokens.Vocabulary, cancellationToken),
            tokens?.Merges is { } merges ? await StageAsync(owner, merges, cancellationToken) : null);
        if (manifest.Validate() is { } problem)
            throw new ArgumentException(problem);
        string[] choices = [.. project.Schema.Questions[0].Choices.Select(choice => choice.Key)];
        if (manifest.Output.Labels.FirstOrDefault(
            label => label.Choice is not null && !choices.Contains(label.Choice)) is { } unknown)
            throw new ArgumentException(
                $"There is no choice '{unknown.Choice}' that '{unknown.Name}' could stand for.");
        var (latency, refusal) = await TryAsync(
            new(stored, manifest, choices, owner, file, samples), cancellationToken);
        return new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Version = 0,
            Source = ModelSource.Uploaded,
            Name = upload.Name,
            Kind = manifest.Kind,
            Inputs = manifest.Input.Kind,
            StoredAs = $"{stored}",
            Stage = refusal is not null ? ModelStage.Quarantined
                : upload.IsShadow ? ModelStage.Shadow : ModelStage.Candidate,
            CreatedAt = time.GetUtcNow(),
            Labels = 0,
            Temperature = 1,
            Sha256 = file,
            LatencyMilliseconds = latency,
            Decision = refusal ?? "Loaded and tried; not measured on the control arm yet.",
        };
    }

    private async Task<(double? Latency, string? Refusal)> TryAsync(
        ModelInstallation installation, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TryMax);
            try
            {
                return ((await installer.InstallAsync(installation, limit.Token)).MillisecondsPerInput, null);
            }
            catch (ModelNotAvailableException e)
            {
                return (null, e.Message);
            }
            catch (InferenceUnavailableException) when (attempt == AttemptsMax)
            {
                // Its file was taken in just now: inference was there.
                return (null, $"The inference process ended {AttemptsMax} times while the model was tried.");
            }
            catch (InferenceUnavailableException)
            {
                // It may have been somebody else's model that ended it.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (null, $"The model did not answer {installation.Samples.Count} items in "
                    + $"{TryMax.TotalSeconds} s.");
            }
        }
    }

    private Task<string> StageAsync(string owner, FileInput file, CancellationToken cancellationToken)
    {
        if (file.UploadId is { } uploaded)
            return Task.FromResult(uploaded);
        var bytes = Convert.FromBase64String(file.Base64 ?? "");
        return installer.StageAsync(owner, new MemoryStream(bytes), cancellationToken);
    }

    private static async Task<UploadModelResult> RecordAsync(
        ActiveLabelDb db, Idempotency once, string hash, ModelVersion model, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, once, hash, cancellationToken) is { } earlier)
            return earlier;
        var added = await ModelNumbers.AddAsync(db, model, cancellationToken);
        once.Remember(db, hash, added.Id.Value, added.CreatedAt);
        await db.SaveChangesAsync(cancellationToken);
        await EventLog.AppendAsync(
            db, added.OrganizationId, added.ProjectId, new(),
            [ModelVersionChanged.Event(EventKind.ModelChanged, added)], added.CreatedAt, cancellationToken);
        return new UploadModelResult.Uploaded(added, RefusalOf(added));
    }

    private static async Task<UploadModelResult?> FindAsync(
        ActiveLabelDb db, Idempotency once, string hash, CancellationToken cancellationToken)
    {
        if (await once.FindAsync(db, cancellationToken) is not { } earlier)
            return null;
        if (earlier.RequestHash != hash)
            return new UploadModelResult.IdempotencyConflict();
        var model = await db.ModelVersions.AsNoTracking().SingleAsync(
            known => known.Id == new ModelVersionId(earlier.ResultId), cancellationToken);
        return new UploadModelResult.Uploaded(model, RefusalOf(model));
    }

    private static string? RefusalOf(ModelVersion model)
        => model.Stage == ModelStage.Quarantined ? model.Decision : null;

    private static async Task<IReadOnlyList<string>> SamplesAsync(
        ActiveLabelDb db, Project project, ModelUpload upload, CancellationToken cancellationToken)
    {
        var items = db.Items.Where(item => item.ProjectId == project.Id);
        var wanted = upload.SampleIds.Count > 0
            ? items.Where(item => upload.SampleIds.Contains(item.ExternalId))
            : items;
        var data = await (from item in wanted
                          join content in db.ItemContents on item.Id equals content.ItemId
                          orderby item.Id
                          select content.Data).Take(SamplesMax).ToListAsync(cancellationToken);
        return data.ConvertAll(item => ItemInput.Of(item, upload.Manifest.Reads).Value);
    }

    // The same request finds the same name: what a crash left half done is done again over it.
    private static ModelReference StoredName(Project project, string idempotencyKey)
        => new(
            $"project-{project.Id.Value}-"
                + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)))[..24],
            1);

    private static string? ProblemOf(ModelUpload upload, string idempotencyKey)
    {
        if (Idempotency.Validate(idempotencyKey) is { } problem)
            return problem;
        if (string.IsNullOrWhiteSpace(upload.Name) || upload.Name.Length > NameLengthMax)
            return $"A model has a name of 1 to {NameLengthMax} characters.";
        if (upload.SampleIds.Count > SamplesMax || upload.SampleIds.Distinct().Count() < upload.SampleIds.Count)
            return $"Name {SamplesMax} sample items at the most, each once.";
        var files = new[] { upload.File, upload.Manifest.Tokens?.Vocabulary, upload.Manifest.Tokens?.Merges };
        return files.OfType<FileInput>().Select(ProblemOf).FirstOrDefault(found => found is not null);
    }

    private static string? ProblemOf(FileInput file)
        => file.Base64 is not { } text ? null
            : !Convert.TryFromBase64String(text, new byte[(text.Length / 4 * 3) + 3], out var length)
                ? "A file is no base64."
                : length > Base64BytesMax
                    ? $"A file in the document has {Base64BytesMax} bytes at the most; send it to "
                        + "/projects/{id}/models:stage and name it by its uploadId."
                    : null;
}
