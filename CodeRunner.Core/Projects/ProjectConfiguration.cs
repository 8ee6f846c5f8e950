using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Projects;

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("projects");
        builder.Property(project => project.Name).HasMaxLength(100);
        builder.Property(project => project.Slug).HasMaxLength(50);
        builder.Property(project => project.LogDays).HasDefaultValue(Project.UsualLogDays);
        builder.HasIndex(project => project.Slug).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(project => project.AccountableId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(project => project.AccountableId);
        builder.HasMany(project => project.Members).WithOne().HasForeignKey(member => member.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
