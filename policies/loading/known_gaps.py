"""Everything that our sources do not tell of the policies: one entry for each row and field, with its reason.

Checked by check.py beside this file as occupations/loading/known_gaps.py is; the reasons are shown in the API as
``known_gap``.
"""

from occupations.loading.known_gaps import KnownGap, each, texts_of

KNOWN_GAPS: list[KnownGap] = [
    *each(
        "sources",
        """
        policy-cn-new-occupation-training-2021 policy-cn-skills-appraisal-subsidy
        policy-cn-livestream-public-employment-2024 policy-fuzhou-internet-marketer-fund
        """,
        "seen_at",
        "未找到可查阅的页面",
        "No page where it can be read was found.",
    ),
    *each(
        "sources",
        """
        policy-cn-vocational-training-subsidy policy-cn-skills-appraisal-subsidy
        policy-cn-housing-fund-flexible-pilot-2021 policy-gd-flexible-medical-insurance-2022
        policy-sh-new-form-labour-rights-2022 policy-fuzhou-internet-marketer-fund
        policy-cn-skills-upgrading-2025 policy-js-skills-upgrading-2025 policy-ah-skills-upgrading-2025
        policy-yn-skills-upgrading-2025 policy-changshu-skills-upgrading-2019
        policy-cq-training-catalogue-2019 policy-cq-new-occupation-training-2019
        policy-tonglu-certificate-subsidy policy-zj-digital-engineer-subsidy
        policy-cn-skills-light-the-way-2025 policy-cn-large-scale-skills-2025 policy-cn-stable-employment-2025
        policy-cn-new-form-training-pilot-2021 policy-wuxi-new-form-training-2021
        policy-cn-occupational-injury-pilot-2021 policy-cn-occupational-injury-pilot-2025
        policy-sh-housing-fund-flexible-2025 policy-cn-public-employment-services-2025
        policy-ha-appraisal-subsidy-2022 policy-xiamen-training-subsidy policy-taiyuan-skills-upgrading-2020
        policy-chizhou-skills-upgrading-2025 policy-fj-apprenticeship-2019 policy-nantong-apprenticeship-2019
        policy-anshan-apprenticeship policy-xiaoshan-union-incentive-2025
        """,
        "issued_on",
        "印发日未找到",
        "The day it was issued was not found.",
    ),
    *each(
        "sources",
        """
        policy-cn-housing-fund-flexible-pilot-2021 policy-cn-livestream-public-employment-2024
        policy-sh-new-form-labour-rights-2022 policy-fuzhou-internet-marketer-fund
        policy-cn-skills-upgrading-2025 policy-ah-skills-upgrading-2025 policy-changshu-skills-upgrading-2019
        policy-yancheng-training-catalogue-2025 policy-js-shortage-catalogue-2022
        policy-tonglu-certificate-subsidy policy-zj-digital-engineer-subsidy policy-zj-skills-for-wealth-2025
        policy-cn-large-scale-skills-2025 policy-cn-stable-employment-2025
        policy-cn-new-form-training-pilot-2021 policy-wuxi-new-form-training-2021
        policy-xiamen-training-subsidy policy-taiyuan-skills-upgrading-2020
        policy-chizhou-skills-upgrading-2025 policy-anshan-apprenticeship policy-xiaoshan-union-incentive-2025
        policy-wuxi-training-catalogue-2024
        """,
        "document_number",
        "文号未找到",
        "Its number was not found.",
    ),
    *each(
        "policies",
        """
        cn-vocational-training-subsidy cn-skills-appraisal-subsidy fuzhou-internet-marketer-fund
        cn-skills-upgrading-2025 js-skills-upgrading-2025 ah-skills-upgrading-2025 yn-skills-upgrading-2025
        changshu-skills-upgrading-2019 cq-training-catalogue-2019 cq-new-occupation-training-2019
        tonglu-certificate-subsidy zj-digital-engineer-subsidy cn-stable-employment-2025
        cn-new-form-training-pilot-2021 wuxi-new-form-training-2021 cn-public-employment-services-2025
        ha-appraisal-subsidy-2022 xiamen-training-subsidy taiyuan-skills-upgrading-2020
        chizhou-skills-upgrading-2025 fj-apprenticeship-2019 nantong-apprenticeship-2019 anshan-apprenticeship
        """,
        "valid_from",
        "起始日不详",
        "Since when it holds is not known.",
    ),
    *each(
        "benefits",
        """
        fuzhou-internet-marketer-fund/1 cn-skills-action-2019-2021/1 js-skills-upgrading-2025/1
        js-skills-upgrading-2025/2 js-skills-upgrading-2025/3 yancheng-training-catalogue-2025/1
        gd-appraisal-subsidy-2023/1 cn-new-form-training-pilot-2021/1 wuxi-new-form-training-2021/1
        wuxi-training-catalogue-2024/1
        """,
        "amount",
        "标准不在我们的来源中",
        "The rate is not in our sources.",
    ),
    *each(
        "benefits",
        """
        gd-training-subsidy-2023/1 gd-training-subsidy-2023/2 gd-training-subsidy-2023/3
        gd-training-subsidy-2023/4 gd-training-subsidy-2023/5 cq-training-catalogue-2019/6
        ha-appraisal-subsidy-2022/7
        """,
        "limited_to_zh",
        "其他职业的标准不在我们的来源中",
        "The rates of other occupations are not in our sources.",
    ),
    *each(
        "terms",
        """
        cn-new-occupation-training-2021/2 cn-vocational-training-subsidy/5 cn-skills-appraisal-subsidy/2
        cn-career-path-link-2020/3 fuzhou-internet-marketer-fund/2 cn-skills-action-2019-2021/3
        cn-skills-upgrading-2024/10 cn-skills-upgrading-2025/8 ah-skills-upgrading-2025/8
        yn-skills-upgrading-2025/8 changshu-skills-upgrading-2019/3 js-shortage-catalogue-2022/4
        zj-skills-for-wealth-2025/1 cn-skills-light-the-way-2025/3 cn-large-scale-skills-2025/2
        cn-stable-employment-2025/1 cn-digital-talent-2024/2 cn-knowledge-renewal-2021/3
        cn-14fyp-vocational-training/1 sh-housing-fund-flexible-2025/3 taiyuan-skills-upgrading-2020/3
        chizhou-skills-upgrading-2025/9
        """,
        "value",
        "条件的内容不在我们的来源中",
        "What these terms are is not in our sources.",
    ),
    *each(
        "terms",
        """
        cn-vocational-training-subsidy/1 yancheng-training-catalogue-2025/1 js-shortage-catalogue-2022/3
        gd-training-subsidy-2023/2 gd-appraisal-subsidy-2023/1 wuxi-training-catalogue-2024/1
        """,
        "value",
        "该目录不在我们的来源中",
        "The catalogue is not in our sources.",
    ),
    *each(
        "terms",
        "cq-training-catalogue-2019/6",
        "value",
        "该目录不在我们的来源中",
        "The catalogue is not in our sources.",
    ),
    *each(
        "terms",
        """
        cn-eight-level-skill-system-2022/1 cn-large-scale-skills-2025/1 cn-new-form-training-pilot-2021/2
        wuxi-new-form-training-2021/3 cn-occupational-injury-pilot-2021/1 cn-occupational-injury-pilot-2025/1
        """,
        "value",
        "文件没有职业清单",
        "The document has no list of occupations.",
    ),
    *each(
        "terms",
        """
        cn-new-form-training-pilot-2021/4 cn-occupational-injury-pilot-2021/3
        cn-occupational-injury-pilot-2025/3
        """,
        "value",
        "我们的来源未列明全部试点地区",
        "Our sources do not name all the places where it is tried out.",
    ),
    *each(
        "sources",
        "regions-2026-09",
        "document_number issued_on seen_at",
        "据民政部地名数据库2026年9月11日的副本，未直接查阅民政部网站；已撤销的代码未收录。",
        "From a copy, made on 2026-09-11, of the ministry's database of place names; the ministry's own pages "
        "were not consulted. Retired codes are not held.",
    ),
    *each(
        "policies",
        "cn-livestream-public-employment-2024",
        "confidence",
        "仅见于一篇报道，标题自英文回译",
        "Known from one report only; its title is translated back.",
    ),
    *each(
        "policies",
        "fuzhou-internet-marketer-fund",
        "confidence",
        "仅见于2022年的一篇报道",
        "Known from one report of 2022 only.",
    ),
    *each(
        "policies",
        "zj-digital-engineer-subsidy",
        "confidence",
        "据一篇文章，所属省份由行文推断",
        "From one article; which province it is of is inferred from its wording.",
    ),
    *each(
        "policies",
        "anshan-apprenticeship",
        "confidence",
        "据2022年的第三方页面",
        "From a page of others of 2022.",
    ),
    *each(
        "terms",
        "cn-skills-action-2019-2021/4",
        "confidence",
        "缴费满一年即可：凭记忆",
        "That one year of insurance was enough is from memory.",
    ),
]

gap_texts = texts_of(KNOWN_GAPS)
"""The reasons of every gap of one row, in Chinese and in English."""
