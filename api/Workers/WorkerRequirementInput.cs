using ActiveLabel.Domain.Workers;
using GraphQL;

namespace ActiveLabel.Api.Workers;

/// <summary>What a worker must bring: one rule, or several put together.</summary>
[OneOf]
public sealed class WorkerRequirementInput
{
    /// <summary>A skill at a level.</summary>
    public SkillRequirementInput? Skill { get; set; }

    /// <summary>A language at a level.</summary>
    public LanguageRequirementInput? Language { get; set; }

    /// <summary>The key of a qualification that was passed.</summary>
    public string? Qualification { get; set; }

    /// <summary>A clearance.</summary>
    public ClearanceRequirementInput? Clearance { get; set; }

    /// <summary>The key of a badge.</summary>
    public string? Badge { get; set; }

    /// <summary>The crowd the worker comes from.</summary>
    public CrowdRequirementInput? Crowd { get; set; }

    /// <summary>The key of a team.</summary>
    public string? Team { get; set; }

    /// <summary>The key of an access zone from which the work is done.</summary>
    public string? Zone { get; set; }

    /// <summary>An attribute of items in whose value the worker must have no interest.</summary>
    public string? NoConflictBy { get; set; }

    /// <summary>Every one of these.</summary>
    public IReadOnlyList<WorkerRequirementInput>? All { get; set; }

    /// <summary>At least one of these.</summary>
    public IReadOnlyList<WorkerRequirementInput>? Any { get; set; }

    /// <summary>This must not hold.</summary>
    public WorkerRequirementInput? Not { get; set; }

    internal WorkerRequirement ToRequirement() => this switch
    {
        { All: { } rules } => new AllOf([.. rules.Select(rule => rule.ToRequirement())]),
        { Any: { } rules } => new AnyOf([.. rules.Select(rule => rule.ToRequirement())]),
        { Not: { } rule } => new NoneOf(rule.ToRequirement()),
        { Skill: { } skill } => new HasSkill(skill.Skill, skill.LevelMin),
        { Language: { } language } => new SpeaksLanguage(language.Language, language.LevelMin),
        { Clearance: { } clearance } => new HasClearance(clearance.Clearance, clearance.Scope ?? ""),
        { Crowd: { } crowd } => new IsInCrowd(crowd.Kind, crowd.Crowd),
        { Qualification: { } key } => new HasQualification(key),
        { Badge: { } key } => new HasBadge(key),
        { Team: { } key } => new IsInTeam(key),
        { Zone: { } key } => new IsInZone(key),
        { NoConflictBy: { } attribute } => new NotInConflict(attribute),
        _ => throw new InvalidOperationException("Validation lets no empty requirement through."),
    };
}

/// <summary>A skill at a level.</summary>
/// <param name="Skill">Its key.</param>
/// <param name="LevelMin">The least that is enough, 1 to 10.</param>
public sealed record SkillRequirementInput(string Skill, int LevelMin);

/// <summary>A language at a level.</summary>
/// <param name="Language">As in BCP 47, such as de or pt-BR.</param>
/// <param name="LevelMin">The least that is enough.</param>
public sealed record LanguageRequirementInput(string Language, LanguageLevel LevelMin);

/// <summary>A clearance.</summary>
/// <param name="Clearance">Its key.</param>
/// <param name="Scope">What it must cover; left out, only a clearance without a limit is enough.</param>
public sealed record ClearanceRequirementInput(string Clearance, string? Scope = null);

/// <summary>The crowd the worker comes from; one of the two, or both.</summary>
/// <param name="Kind">Every crowd of this kind.</param>
/// <param name="Crowd">The key of the only crowd.</param>
public sealed record CrowdRequirementInput(CrowdKind? Kind = null, string? Crowd = null);
