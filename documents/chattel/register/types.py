"""The kinds of collateral, as they are called and told apart."""

from typing import NamedTuple


class ChattelType(NamedTuple):
    """What people read about one kind."""

    id: str
    label: str
    description: str


ALL_TYPES = (
    ChattelType("leasehold_estate", "Leasehold estate", "Temporary use of land or a building."),
    ChattelType("vehicle", "Vehicle", "Titled and registered vehicles for the road."),
    ChattelType("aircraft", "Aircraft", "Aeroplanes, helicopters, and their engines."),
    ChattelType("watercraft", "Watercraft", "Boats, ships, and personal watercraft."),
    ChattelType("trailer", "Trailer", "What is towed: cargo, boat and flatbed trailers."),
    ChattelType("mobile_home", "Mobile home", "A manufactured home that is not a part of the land it stands on."),
    ChattelType("recreational_vehicle", "Recreational vehicle", "Motor homes, campers, snowmobiles, and the like."),
    ChattelType("equipment", "Equipment", "What a business works with, other than its stock and its machines."),
    ChattelType("machinery", "Machinery", "Machines for making, building, or moving things."),
    ChattelType("farm_equipment", "Farm equipment", "Tractors, combines, and implements."),
    ChattelType("livestock", "Livestock", "Cattle, horses, poultry, and other animals that are kept."),
    ChattelType("crops", "Crops", "What grows on a field, or was harvested from it."),
    ChattelType("timber", "Timber", "Trees that are to be cut, and logs."),
    ChattelType("inventory", "Inventory", "Goods that are held for sale or lease, and what they are made of."),
    ChattelType("fixtures", "Fixtures", "Goods that are fixed to a building and can be taken out again."),
    ChattelType("furniture", "Furniture", "The furnishing of homes and offices."),
    ChattelType("electronics", "Electronics", "Computers, telephones, and audio and video devices."),
    ChattelType("household_goods", "Household goods", "Appliances and other things for use at home."),
    ChattelType("jewelry", "Jewelry", "Jewels, watches, and gems."),
    ChattelType("artwork", "Artwork", "Paintings, sculptures, and collections."),
    ChattelType("precious_metals", "Precious metals", "Gold, silver and the like, as coins or bars."),
    ChattelType("intellectual_property", "Intellectual property", "Patents, trademarks, copyrights, and licences."),
    ChattelType("accounts_receivable", "Accounts receivable", "What customers owe for goods or services."),
    ChattelType("chattel_paper", "Chattel paper", "Writings of a debt together with a right in certain goods."),
    ChattelType("securities", "Securities", "Shares, bonds, and units of funds."),
    ChattelType("negotiable_instrument", "Negotiable instrument", "Promissory notes, drafts, and cheques."),
    ChattelType("other", "Other", "Whatever fits none of the others."),
)
TYPES = {one.id: one for one in ALL_TYPES}
MAX_ID_LENGTH = 32  # characters
