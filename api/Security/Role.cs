namespace ActiveLabel.Api.Security;

/// <summary>What a caller is there for; it says which fields the caller may ask for.</summary>
public enum Role
{
    /// <summary>Does everything, and alone gives and takes keys and memberships.</summary>
    Administrator = 0,

    /// <summary>Judges tasks; sees nothing that could lead the judgement.</summary>
    Worker = 1,

    /// <summary>Makes projects, imports items and leads workers.</summary>
    Manager = 2,

    /// <summary>Reads everything, runs jobs and decides which model serves.</summary>
    Scientist = 3,

    /// <summary>Reads what was judged.</summary>
    Reviewer = 4,

    /// <summary>A program: imports items, reads everything and runs jobs.</summary>
    Service = 5,
}

/// <summary>Roles that may ask for the same fields.</summary>
[Flags]
public enum Audience
{
    None = 0,
    Administrators = 1 << Role.Administrator,
    Workers = 1 << Role.Worker,

    /// <summary>Who leads a project.</summary>
    Leads = Administrators | (1 << Role.Manager),

    /// <summary>Who brings items in.</summary>
    Importers = Leads | (1 << Role.Service),

    /// <summary>Who runs jobs and decides about models.</summary>
    Operators = Importers | (1 << Role.Scientist),

    /// <summary>Everybody who may see the whole of a project.</summary>
    Staff = Operators | (1 << Role.Reviewer),

    Everybody = Staff | Workers,
}

public static class Audiences
{
    public static bool Includes(this Audience audience, Role role) => ((int)audience & (1 << (int)role)) != 0;
}
