-- The thirty requirements written by hand in DuckDB's SQL, over cases(row, …), discipline(row, …) and relatives(row, …).
-- Null is unknown; AND, OR and NOT are Kleene's.
WITH disciplined AS (
    SELECT
        row,
        bool_or(dismissed) AS dismissed,
        bool_or(dismissed IS NULL) AS dismissed_open,
        count_if(reprimanded) AS reprimands,
        count_if(reprimanded IS NOT FALSE) AS reprimands_possible,
        bool_or(since_2016) AS since_2016,
        bool_or(since_2016 IS NULL) AS since_2016_open,
        bool_and(past) AS past,
        bool_or(past IS NULL) AS past_open
    FROM (
        SELECT
            row,
            form = 'dismissal' AND datesub('year', given_on, DATE '2026-06-01') < 5 AS dismissed,
            form IN ('reprimand', 'warning') AND datesub('year', given_on, DATE '2026-06-01') <= 1 AS reprimanded,
            form <> 'dismissal' AND given_on >= DATE '2016-01-01' AS since_2016,
            datesub('year', given_on, DATE '2026-06-01') >= 1 OR form = 'reprimand' AS past
        FROM discipline
    )
    GROUP BY row
),
related AS (
    SELECT
        row,
        bool_or(money) AS money,
        bool_or(money IS NULL) AS money_open,
        bool_and(apart) AS apart,
        bool_or(apart IS NULL) AS apart_open,
        count_if(same_unit) AS colleagues,
        count_if(same_unit IS NOT FALSE) AS colleagues_possible,
        count_if(by_marriage) AS by_marriage,
        count_if(by_marriage IS NOT FALSE) AS by_marriage_possible,
        bool_or(spouse_here) AS spouse_here,
        bool_or(spouse_here IS NULL) AS spouse_here_open
    FROM (
        SELECT
            row,
            same_unit,
            relation IN ('spouse', 'parent', 'child', 'sibling') AND role IN ('accountant', 'treasurer') AND same_unit AS money,
            NOT same_unit OR role = 'other' OR relation = 'in_law' AS apart,
            relation IN ('spouse', 'in_law') AS by_marriage,
            relation = 'spouse' AND same_unit AND role NOT IN ('clerk', 'other') AS spouse_here
        FROM relatives
    )
    GROUP BY row
),
asked AS (
    SELECT
        c.*,
        datesub('year', birth_date, DATE '2026-06-01') AS age,
        datesub('year', official_on, DATE '2026-06-01') AS member_years,
        CASE WHEN c.discipline IS NULL THEN NULL WHEN dismissed THEN TRUE WHEN dismissed_open THEN NULL ELSE FALSE END
            AS dismissed,
        CASE WHEN c.discipline IS NOT NULL THEN coalesce(reprimands, 0) END AS reprimands,
        CASE WHEN c.discipline IS NOT NULL THEN coalesce(reprimands_possible, 0) END AS reprimands_possible,
        CASE WHEN c.discipline IS NULL THEN NULL WHEN since_2016 THEN TRUE WHEN since_2016_open THEN NULL ELSE FALSE END
            AS since_2016,
        CASE WHEN c.discipline IS NULL THEN NULL WHEN NOT past THEN FALSE WHEN past_open THEN NULL ELSE TRUE END AS past,
        CASE WHEN c.relatives IS NULL THEN NULL WHEN money THEN TRUE WHEN money_open THEN NULL ELSE FALSE END AS money,
        CASE WHEN c.relatives IS NULL THEN NULL WHEN NOT apart THEN FALSE WHEN apart_open THEN NULL ELSE TRUE END AS apart,
        CASE WHEN c.relatives IS NOT NULL THEN coalesce(colleagues, 0) END AS colleagues,
        CASE WHEN c.relatives IS NOT NULL THEN coalesce(colleagues_possible, 0) END AS colleagues_possible,
        CASE WHEN c.relatives IS NOT NULL THEN coalesce(by_marriage, 0) END AS by_marriage,
        CASE WHEN c.relatives IS NOT NULL THEN coalesce(by_marriage_possible, 0) END AS by_marriage_possible,
        CASE WHEN c.relatives IS NULL THEN NULL WHEN spouse_here THEN TRUE WHEN spouse_here_open THEN NULL ELSE FALSE END
            AS spouse_here,
        education IN ('upper_secondary', 'vocational', 'college', 'university', 'postgraduate') AS secondary,
        education IN ('college', 'university', 'postgraduate') AND speciality NOT IN ('medicine', 'other') AS higher
    FROM cases AS c LEFT JOIN disciplined USING (row) LEFT JOIN related USING (row)
),
thirty AS (
    SELECT
        case_id,
        party_membership = 'official' AND age BETWEEN 21 AND 64 AS r01,
        secondary OR (region IN ('mountainous', 'border', 'island') AND education <> 'primary') AS r02,
        resident OR years_resident >= 5 OR lower(hamlet) = lower(home) AS r03,
        NOT dismissed AS r04,
        CASE WHEN reprimands_possible <= 1 THEN TRUE WHEN reprimands > 1 THEN FALSE END AS r05,
        NOT money AS r06,
        employment <> 'staff' OR (rating <> 'poor' AND salary >= 1.86) AS r07,
        elected AND vote_share > 50 AND terms < 3 AS r08,
        official_on <= appointed_on AND appointed_on BETWEEN DATE '2004-01-01' AND DATE '2026-06-01' AS r09,
        NOT (theory = 'untaught' AND party_membership = 'official') AND rating <> 'poor' AS r10,
        age >= 40 OR education IN ('vocational', 'college', 'university', 'postgraduate') AS r11,
        trained AND declared_assets AND children <= 6 AS r12,
        member_years >= 2 OR served OR theory IN ('intermediate', 'advanced') AS r13,
        apart AS r14,
        households >= 80 OR (region IN ('mountainous', 'border') AND households >= 30) AS r15,
        (region IN ('border', 'island') AND secondary) OR (region NOT IN ('border', 'island') AND higher)
            OR (secondary AND higher) AS r16,
        birth_date > DATE '1961-06-01' AND official_on > birth_date AND terms <= 4 AS r17,
        vote_share BETWEEN 40 AND 100 AND rating <> 'poor' AS r18,
        employment IN ('staff', 'contract') OR salary < 3 OR years_resident > 10 AS r19,
        rating <> 'poor' OR since_2016 AS r20,
        CASE WHEN colleagues_possible <= 1 THEN TRUE WHEN colleagues > 1 THEN FALSE END
            AND CASE WHEN by_marriage_possible <= 3 THEN TRUE WHEN by_marriage > 3 THEN FALSE END AS r21,
        age >= 50 OR (theory <> 'untaught' AND trained) AS r22,
        NOT (speciality = 'law' AND NOT secondary) AND years_resident >= 1 AS r23,
        party_membership <> 'none' OR age < 30 OR elected AS r24,
        years_resident >= 1 AND households BETWEEN 20 AND 600 AND children < 8 AS r25,
        NOT spouse_here AND declared_assets AS r26,
        employment NOT IN ('staff', 'part_time') OR (appointed_on >= DATE '2006-07-01' AND terms >= 1) AS r27,
        past AS r28,
        salary >= 2.34 OR served OR education IN ('university', 'postgraduate') OR terms >= 2 AS r29,
        age <= 62 AND member_years >= 0 AND vote_share > 10 AS r30,
        employment = 'staff' AS r07_applies,
        age < 40 AS r11_applies,
        rating = 'poor' AS r20_applies,
        employment IN ('staff', 'part_time') AS r27_applies
    FROM asked
),
judged AS (
    SELECT
        *,
        -- every must: all but r18, r24 and r29
        r01 AND r02 AND r03 AND r04 AND r05 AND r06 AND r07 AND r08 AND r09 AND r10 AND r11 AND r12 AND r13 AND r14
            AND r15 AND r16 AND r17 AND r19 AND r20 AND r21 AND r22 AND r23 AND r25 AND r26 AND r27 AND r28 AND r30
            AS eligible
    FROM thirty
)
SELECT
    * EXCLUDE (eligible),
    CASE WHEN eligible THEN 'eligible' WHEN NOT eligible THEN 'not_eligible' ELSE 'undetermined' END AS verdict
FROM judged
