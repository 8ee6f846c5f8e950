using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Limiting;

internal sealed class LimitOverrideConfiguration : IEntityTypeConfiguration<LimitOverride>
{
    public void Configure(EntityTypeBuilder<LimitOverride> builder)
    {
        builder.ToTable("limit_overrides", table => table.HasCheckConstraint("ck_limit_overrides_holder", "(project_id IS NULL) <> (user_id IS NULL)"));
        builder.Property(each => each.Id).ValueGeneratedNever();
        builder.HasOne<Project>().WithMany().HasForeignKey(each => each.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(each => each.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(each => each.SetBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(each => each.ProjectId).IsUnique();
        builder.HasIndex(each => each.UserId).IsUnique();
    }
}
