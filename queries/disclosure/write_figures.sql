-- one row per figure in force, into a file: without the numbers that are withheld and the notes that tell them
copy (
    select
        figure.indicator,
        figure.area_code,
        figure.period_type,
        figure.starts,
        figure.ends,
        case
            when is_withheld then null
            when is_rounded and list_contains($counts::varchar[], figure.indicator)
                then floor(value / $rounding + 0.5) * $rounding
            -- the printed percentage would tell what its rounded counts do not
            when is_rounded and numerator is not null and denominator is not null then null
            else value
        end as value,
        case
            when is_withheld then null
            when is_rounded then floor(numerator / $rounding + 0.5) * $rounding
            else numerator
        end as numerator,
        case
            when is_withheld then null
            when is_rounded then floor(denominator / $rounding + 0.5) * $rounding
            else denominator
        end as denominator,
        figure.status,
        case when is_withheld and (value is not null or numerator is not null) then 'c' else symbol end as symbol,
        figure.source,
        figure.edition,
        case when is_withheld or dropped_note.note is not null then '' else figure.note end as note
    from (
        select
            known.*,
            withheld_figure.indicator is not null as is_withheld,
            $rounding > 1 and not list_contains($public_sources::varchar[], known.source) as is_rounded
        from known_observation($known_at) as known
        left join withheld_figure
            on
                known.indicator = withheld_figure.indicator
                and known.area_code = withheld_figure.area_code
                and known.starts = withheld_figure.starts
                and known.ends = withheld_figure.ends
    ) as figure
    left join dropped_note
        on figure.indicator = dropped_note.indicator and figure.note = dropped_note.note
    order by figure.indicator, figure.area_code, figure.starts, figure.source
) to $file (format parquet);
