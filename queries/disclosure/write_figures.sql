-- one row per figure in force, into a file: without the numbers that are withheld, without notes, and without the
-- figures of which not even a symbol may be shown and those of too short periods; those of publishers stay as published
copy (
    select
        figure.indicator,
        figure.area_code,
        figure.period_type,
        figure.starts,
        figure.ends,
        case
            when is_withheld then null
            when is_rounded and is_count then floor(value / $rounding + 0.5) * $rounding
            -- the printed percentage would tell what its rounded counts do not
            when is_rounded and numerator is not null and denominator is not null then null
            -- what adding in binary leaves of a whole number
            when is_count and abs(value - round(value)) <= $dust then round(value) + 0
            else value
        end as value,
        case
            when is_withheld then null
            when is_rounded then floor(numerator / $rounding + 0.5) * $rounding
            when abs(numerator - round(numerator)) <= $dust then round(numerator) + 0
            else numerator
        end as numerator,
        case
            when is_withheld then null
            when is_rounded then floor(denominator / $rounding + 0.5) * $rounding
            when abs(denominator - round(denominator)) <= $dust then round(denominator) + 0
            else denominator
        end as denominator,
        figure.status,
        case when is_withheld and (value is not null or numerator is not null) then 'c' else symbol end as symbol,
        figure.source,
        -- nobody decides about notes on figures one by one, so none is published
        '' as note
    from (
        select
            known.*,
            withheld_figure.indicator is not null and not is_public as is_withheld,
            coalesce(withheld_figure.is_left_out, false) and not is_public as is_left_out,
            $rounding > 1 and not is_public as is_rounded,
            list_contains($counts::varchar[], known.indicator) as is_count
        from (
            select *, list_contains($public_sources::varchar[], source) as is_public
            from known_observation($known_at)
        ) as known
        left join withheld_figure
            on
                known.indicator = withheld_figure.indicator
                and known.area_code = withheld_figure.area_code
                and known.starts = withheld_figure.starts
                and known.ends = withheld_figure.ends
    ) as figure
    where
        not is_left_out
        and (
            is_public
            or not list_contains($flows::varchar[], figure.indicator)
            or date_diff('day', figure.starts, figure.ends) + 1 >= $shortest_days
        )
    order by figure.indicator, figure.area_code, figure.starts, figure.ends, figure.source
) to $file (format parquet);
