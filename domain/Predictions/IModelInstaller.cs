namespace ActiveLabel.Domain.Predictions;

/// <summary>The port to the inference process for models made elsewhere: files in, a checked version out.</summary>
public interface IModelInstaller
{
    /// <summary>Takes a file in, to be used within a day.</summary>
    /// <param name="owner">Who may use it: lower-case letters, digits and hyphens.</param>
    /// <returns>Its SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="ArgumentException">It is too large, or too many wait.</exception>
    /// <exception cref="InferenceUnavailableException">Try again later.</exception>
    Task<string> StageAsync(string owner, Stream content, CancellationToken cancellationToken);

    /// <summary>Makes a model version of staged files, loads it and lets it answer the samples.</summary>
    /// <exception cref="ArgumentException">The manifest is not as it must be.</exception>
    /// <exception cref="ModelNotAvailableException">A file is refused, or does not answer; the version is quarantined.
    /// </exception>
    /// <exception cref="InferenceUnavailableException">
    /// The inference process does not answer: it is not there, or the model ended it.
    /// </exception>
    Task<InstalledModel> InstallAsync(ModelInstallation installation, CancellationToken cancellationToken);

    /// <summary>Fits what makes an installed classifier's probabilities honest.</summary>
    /// <param name="targets">A distribution over the choices for each input.</param>
    /// <exception cref="ModelNotAvailableException">The version is missing, refused or quarantined.</exception>
    /// <exception cref="InferenceUnavailableException">Try again later.</exception>
    Task<CalibratedModel> CalibrateAsync(
        ModelReference model,
        IReadOnlyList<string> inputs,
        IReadOnlyList<float[]> targets,
        CancellationToken cancellationToken);
}

/// <param name="Choices">K keys, the order of a classifier's answer.</param>
/// <param name="File">SHA-256 of the staged file.</param>
/// <param name="Samples">Inputs that it must answer.</param>
public sealed record ModelInstallation(
    ModelReference Model,
    ModelManifest Manifest,
    IReadOnlyList<string> Choices,
    string Owner,
    string File,
    IReadOnlyList<string> Samples);

public sealed record InstalledModel(string Sha256, double MillisecondsPerInput);

/// <param name="Method">temperature or vector: what said the truth best on examples it was not fitted on.</param>
public sealed record CalibratedModel(string Method, double Temperature);
